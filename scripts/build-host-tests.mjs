// Bundles the tests that run inside VS Code into dist/host-tests/index.cjs: CommonJS, because an ESM file freezes the floor version.
import { build } from "esbuild";
import { globSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/**
 * Bundles every `test/host/<session>/*.test.ts`; the entry's `run` requires those of one session only.
 * @param {{ folder?: string, outfile?: string }} [options] other places than the repository's own, both absolute
 */
export async function buildHostTests({
  folder = path.join(root, "test/host"),
  outfile = path.join(root, "dist/host-tests/index.cjs"),
} = {}) {
  await build({
    stdin: { contents: entry(folder), resolveDir: root, sourcefile: "host-tests.ts", loader: "ts" },
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node22",
    external: ["vscode", "mocha"],
    sourcemap: true,
    logLevel: "warning",
  });
  return outfile;
}

/** Each file behind a function of its own, so that it is evaluated only when its session wants it. @param {string} folder */
function entry(folder) {
  const files = globSync("*/**/*.test.ts", { cwd: folder }).sort();
  const entries = files.map((file) => {
    const [session] = file.split(path.sep);
    return `  { session: ${JSON.stringify(session)}, load: () => require(${JSON.stringify(path.join(folder, file))}) },`;
  });
  return [
    'import { runSession } from "./test/support/vscode/inside-host.ts";',
    'import { whenFoldersAreThere } from "./test/host/inside/folders.ts";',
    "export const run = () => runSession([",
    ...entries,
    "], whenFoldersAreThere);",
  ].join("\n");
}

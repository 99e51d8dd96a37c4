// `node scripts/pack-action.ts <folder>`: the files of the GitHub Action, from what the bundler has just built, as a tree to be released.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Metafile } from "esbuild";
import { reachableOutputs } from "./bundle-graph.mjs";

const root = path.resolve(import.meta.dirname, "..");
const besideCode = ["dist/THIRD-PARTY-NOTICES.txt", "dist/example", "action.yml", "LICENSE", "docs/ci.md"];

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Name the folder to write to: node scripts/pack-action.ts <folder>");
  process.exitCode = 1;
} else packAction(folder);

function packAction(target: string): void {
  const metafile = JSON.parse(readFileSync(path.join(root, "dist/meta.json"), "utf8")) as Metafile;
  const code = new Set(entriesOf(metafile).flatMap((entry) => [...reachableOutputs(metafile, entry)]));
  mkdirSync(target, { recursive: true });
  for (const file of [...code, ...besideCode]) cpSync(path.join(root, file), path.join(target, file), { recursive: true });
  const { version, license } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Record<string, string>;
  const manifest = { name: "touchstone-action", version, license, private: true, type: "module" };
  writeFileSync(path.join(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`${code.size} files of code in ${target}`);
}

/** The action, the command line that it starts, and the workers of that; the editor's own worker stays behind. */
function entriesOf(metafile: Metafile): string[] {
  const workers = Object.keys(metafile.outputs).filter((file) => metafile.outputs[file]?.entryPoint?.startsWith("src/node/") === true);
  return ["dist/action.js", "dist/cli.js", ...workers];
}

// Builds what is shipped: `node esbuild.mjs [--watch] [--production]` writes dist/ and prints what each entry weighs.
import { build, context } from "esbuild";
import { chmodSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bytesOf, entryOutputs, mergeMetafiles, staticOutputs } from "./scripts/bundle-graph.mjs";
import { copyExample } from "./scripts/copy-example.mjs";
import { thirdPartyNotices } from "./scripts/third-party-notices.mjs";
import { webviewBuild } from "./scripts/webview-build.mjs";

const isProduction = process.argv.includes("--production");
const isWatching = process.argv.includes("--watch");
const manifest = JSON.parse(readFileSync("package.json", "utf8"));

// Bundled CommonJS packages call `require`, which a module does not have; the alias keeps clear of the bundle's own names.
// The first line makes dist/cli.js a command and means nothing in the other files, so no source file may begin with one.
const banner = `#!/usr/bin/env node
import { createRequire as createBannerRequire } from "node:module";
const require = createBannerRequire(import.meta.url);`;

/** @type {import("esbuild").BuildOptions & { metafile: true }} */
const onNode = {
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "node",
  banner: { js: banner },
  define: { __VERSION__: JSON.stringify(manifest.version) },
  minify: isProduction,
  sourcemap: !isProduction,
  metafile: true,
  logLevel: isWatching ? "info" : "warning",
};

const targets = [
  // The CLI, the workers it starts and the editor's background thread share chunks; each SDK is a chunk that is loaded on first use.
  {
    ...onNode,
    entryPoints: { cli: "src/cli/main.ts", "background-worker": "src/extension/background/worker.ts", ...workers() },
    chunkNames: "chunks/[name]-[hash]",
    splitting: true,
    target: "node20.19",
  },
  // The GitHub Action starts the command line that lies beside it, on the Node that `runs.using` of action.yml names.
  { ...onNode, entryPoints: { action: "src/action/main.ts" }, target: "node24" },
  // The extension is the only target that may name `vscode`.
  { ...onNode, entryPoints: { extension: "src/extension/extension.ts" }, external: ["vscode"], target: "node22" },
  webviewBuild({ production: isProduction }),
];

rmSync("dist", { recursive: true, force: true });
copyExample("examples/support-replies", "dist/example"); // which `touchstone init` writes
if (isWatching) {
  for (const target of targets) await (await context(target)).watch();
} else {
  const results = await Promise.all(targets.map((target) => build(target))).catch(() => process.exit(1)); // esbuild has printed what is wrong
  report(mergeMetafiles(results.map(({ metafile }) => metafile)));
}

/** The files that run in a worker or a child process of their own: each is an entry. @returns {Record<string, string>} */
function workers() {
  return Object.fromEntries(globSync("src/node/*-worker.ts").map((file) => [path.basename(file, ".ts"), file.split(path.sep).join("/")]));
}

/** Writes dist/meta.json for the architecture tests and prints the sizes. @param {import("esbuild").Metafile} metafile */
function report(metafile) {
  writeFileSync("dist/meta.json", JSON.stringify(metafile));
  writeFileSync("dist/THIRD-PARTY-NOTICES.txt", thirdPartyNotices(metafile));
  chmodSync("dist/cli.js", 0o755);
  const entries = entryOutputs(metafile);
  const atStart = new Set(entries.flatMap((entry) => [...staticOutputs(metafile, entry)]));
  console.log("\n      KB  at start");
  for (const entry of entries) printSize(entry, bytesOf(metafile, staticOutputs(metafile, entry)));
  console.log("\n      KB  on first use");
  for (const file of Object.keys(metafile.outputs)) {
    if (file.endsWith(".js") && !atStart.has(file)) printSize(file, bytesOf(metafile, [file]));
  }
  console.log();
}

function printSize(/** @type {string} */ name, /** @type {number} */ bytes) {
  console.log(`${(bytes / 1000).toFixed(1).padStart(8)}  ${name}`);
}

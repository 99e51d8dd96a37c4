// `npm run package`: builds for release and packs the extension. The build makes the command line too, so what the editor loads is
// gathered first; of that, .vscodeignore says what goes in.
import { createVSIX } from "@vscode/vsce";
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Metafile } from "esbuild";
import { reachableOutputs } from "./bundle-graph.mjs";

const root = path.resolve(import.meta.dirname, "..");
const editorEntries = ["dist/extension.js", "dist/background-worker.js", "dist/regex-worker.js"];
const beside = [
  "package.json",
  "package.nls.json",
  ".vscodeignore",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
  "dist/THIRD-PARTY-NOTICES.txt",
];
const folders = ["schemas", "media", "dist/example", "dist/webview"];

process.chdir(root);
process.exitCode = await main();

async function main(): Promise<number> {
  if (spawnSync(process.execPath, ["esbuild.mjs", "--production"], { stdio: ["ignore", "ignore", "inherit"] }).status !== 0) return 1;
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const packagePath = path.join(root, `touchstone-${version}.vsix`);
  const stage = mkdtempSync(path.join(tmpdir(), "touchstone-package-"));
  try {
    for (const file of [...beside, ...folders, ...editorFiles()]) copy(file, stage);
    await createVSIX({ cwd: stage, packagePath, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  console.log(`${path.relative(root, packagePath)}: ${(statSync(packagePath).size / 1e6).toFixed(2)} MB`);
  return 0;
}

/** The bundles that the editor loads, at once or later. */
function editorFiles(): string[] {
  const metafile = JSON.parse(readFileSync("dist/meta.json", "utf8")) as Metafile;
  return [...new Set(editorEntries.flatMap((entry) => [...reachableOutputs(metafile, entry)]))];
}

function copy(file: string, stage: string): void {
  const files = statSync(file).isDirectory()
    ? globSync(`${file}/**`, { withFileTypes: false }).filter((found) => statSync(found).isFile())
    : [file];
  // Maps of an earlier build may lie beside the bundles.
  for (const found of files.filter((name) => !name.endsWith(".map"))) {
    mkdirSync(path.dirname(path.join(stage, found)), { recursive: true });
    cpSync(found, path.join(stage, found));
  }
}

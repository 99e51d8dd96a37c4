// Packs the extension from a release build. The build makes the command line too, so what the editor loads is gathered first; of that,
// .vscodeignore says what goes in.
import { createVSIX } from "@vscode/vsce";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Metafile } from "esbuild";
import { reachableOutputs } from "./bundle-graph.mjs";

const root = path.resolve(import.meta.dirname, "..");
const editorEntries = ["dist/extension.js", "dist/background-worker.js", "dist/regex-worker.js", "dist/script-worker.js"];
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

/** Writes the package to `packagePath`. */
export async function packExtension(packagePath: string): Promise<void> {
  const stage = mkdtempSync(path.join(tmpdir(), "touchstone-package-"));
  try {
    for (const file of [...beside, ...folders, ...editorFiles()]) copy(file, stage);
    await createVSIX({ cwd: stage, packagePath, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The bundles that the editor loads, at once or later. */
export function editorFiles(): string[] {
  const metafile = JSON.parse(readFileSync(path.join(root, "dist/meta.json"), "utf8")) as Metafile;
  return [...new Set(editorEntries.flatMap((entry) => [...reachableOutputs(metafile, entry)]))];
}

function copy(name: string, stage: string): void {
  const files = statSync(path.join(root, name)).isDirectory()
    ? globSync(`${name}/**`, { cwd: root, withFileTypes: false }).filter((found) => statSync(path.join(root, found)).isFile())
    : [name];
  // Maps of an earlier build may lie beside the bundles.
  for (const found of files.filter((file) => !file.endsWith(".map"))) {
    mkdirSync(path.dirname(path.join(stage, found)), { recursive: true });
    cpSync(path.join(root, found), path.join(stage, found));
  }
}

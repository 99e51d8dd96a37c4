// Writes what is generated from the code, `npm run generate`; with `--check` it writes nothing and fails when the disk differs.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generatedFiles } from "./generate/generated-files.ts";
import { staleFiles } from "./generate/stale-files.ts";

const root = path.resolve(import.meta.dirname, "..");
const files = generatedFiles(root);
const stale = staleFiles(files, root);

if (process.argv.includes("--check")) {
  for (const { path: file, problem } of stale) console.error(`${file} ${problem}.`);
  if (stale.length > 0) {
    console.error('Run "npm run generate" and commit what it writes.');
    process.exitCode = 1;
  }
} else {
  for (const [file, text] of files) {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const orphans = stale.filter((each) => !files.has(each.path));
  for (const { path: file, problem } of orphans) console.error(`${file} ${problem}; delete it.`);
  console.log(`${files.size} files generated, ${stale.length - orphans.length} of them changed.`);
}

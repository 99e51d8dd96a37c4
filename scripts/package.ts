// `npm run package [-- file]`: builds for release and packs the extension, into `touchstone-<version>.vsix` when no file is named.
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { packExtension } from "./pack-extension.ts";

const root = path.resolve(import.meta.dirname, "..");

process.exitCode = await main();

async function main(): Promise<number> {
  const build = spawnSync(process.execPath, ["esbuild.mjs", "--production"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (build.status !== 0) return 1;
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
  const packagePath = path.resolve(process.argv[2] ?? path.join(root, `touchstone-${version}.vsix`));
  await packExtension(packagePath);
  console.log(`${path.relative(root, packagePath)}: ${(statSync(packagePath).size / 1e6).toFixed(2)} MB`);
  return 0;
}

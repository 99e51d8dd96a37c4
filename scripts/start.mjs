// `npm start`: builds the CLI and runs the example experiment with it, with the simulated provider and no key.
import { spawnSync } from "node:child_process";
import path from "node:path";

process.chdir(path.resolve(import.meta.dirname, ".."));

runNode(["esbuild.mjs"]);
runNode(["dist/cli.js", "run", "examples/support-replies/experiments/tone.experiment.yaml"]);

/** Runs this Node with arguments, in our terminal; ends the script with its exit code when that is not 0. @param {string[]} args */
function runNode(args) {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

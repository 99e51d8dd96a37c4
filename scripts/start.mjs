// `npm start`: builds the CLI and runs the example experiment with it, with the simulated provider and no key.
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const example = path.join(root, "examples/support-replies");
const commandLine = path.join(root, "dist/cli.js");

process.chdir(root);
runNode(["esbuild.mjs"]);
process.chdir(example);
runNode([commandLine, "run", "experiments/tone.experiment.yaml"]);
console.log(`
What to do next (\`npm link\` makes \`touchstone\` a command; until then it is \`node ../../dist/cli.js\` there):
  cd examples/support-replies
  node ../../dist/cli.js export latest --format csv --out run.csv
Then change a word in templates/reply-short.prompt and run again: node ../../dist/cli.js run experiments/tone.experiment.yaml
For a real model, name models/openai.model.yaml in the experiment and set OPENAI_API_KEY.`);

/** Runs this Node with arguments, in our terminal; ends the script with its exit code when that is not 0. @param {string[]} args */
function runNode(args) {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

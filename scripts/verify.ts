// All that CI does, `npm run verify`: each step under a heading, up to the first that fails; the tests come last.
import { spawnSync } from "node:child_process";
import path from "node:path";

const steps = ["npm run generate -- --check", "npm run check", "npm run lint", "npm test"];

for (const step of steps) {
  console.log(`\n== ${step}`);
  // npm is a .cmd on Windows, which only a shell can start; the commands are the constants above.
  const silent = step.replace("npm ", "npm --silent ");
  const { status } = spawnSync(silent, { shell: true, stdio: "inherit", cwd: path.resolve(import.meta.dirname, "..") });
  if (status === 0) continue;
  if (step !== steps.at(-1)) console.error(`\nverify stopped: "${step}" failed, and the steps after it did not run.`);
  process.exit(1);
}

// The GitHub Action: hands the host's ports to the action and ends the process with its exit code.
import { systemClock } from "../node/system-clock.ts";
import { runAction } from "./run-action.ts";

const abort = new AbortController();
// The runner interrupts a cancelled job, and kills it some seconds later.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => abort.abort(new Error("cancelled")));

process.exitCode = await runAction({
  environment: process.env,
  script: new URL("cli.js", import.meta.url),
  signal: abort.signal,
  fetch,
  clock: systemClock,
  random: Math.random,
  write: (text) => process.stdout.write(text),
});

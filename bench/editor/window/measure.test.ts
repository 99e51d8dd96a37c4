// Inside VS Code's extension host: how long activation takes, and for how long a run keeps the loop from turning.
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { readdir } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import path from "node:path";
import * as vscode from "vscode";

const out = process.env.TOUCHSTONE_BENCH_OUT ?? "";
const folder = process.env.TOUCHSTONE_BENCH_FOLDER ?? "";
const idleMs = 3000;

describe("Touchstone in the extension host", () => {
  it("is measured", async function () {
    this.timeout(100_000);
    const extension = vscode.extensions.getExtension("touchstone.touchstone");
    if (extension === undefined || extension.isActive) throw new Error("The extension was to be there and not yet active.");
    const start = performance.now();
    await extension.activate();
    const activationMs = performance.now() - start;
    const idleStallMs = await longestStall(() => setTimeout(idleMs));
    agreeToEverything();
    const finished = runFinished();
    let runSeconds = 0;
    const runStallMs = await longestStall(async () => {
      const begun = performance.now();
      await vscode.commands.executeCommand("touchstone.runExperiment", vscode.Uri.file(path.join(folder, "bench.experiment.yaml")));
      await finished;
      runSeconds = (performance.now() - begun) / 1000;
    });
    writeFileSync(out, JSON.stringify({ activationMs, idleStallMs, runStallMs, runSeconds }));
  });
});

/** Milliseconds beyond its time by which a timer of one millisecond was late at most. */
async function longestStall(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  return delay.max / 1e6;
}

/** The first run in a folder asks; there is nobody here to answer. */
function agreeToEverything(): void {
  const answer = async (_message: string, ...rest: readonly unknown[]): Promise<unknown> => rest.at(-1);
  Object.assign(vscode.window, { showInformationMessage: answer });
}

/** Resolves when the run has let go of its lock; looking costs the loop next to nothing. */
async function runFinished(): Promise<void> {
  const runs = path.join(folder, ".touchstone/runs");
  for (;;) {
    await setTimeout(100);
    const [run] = await readdir(runs).catch(() => []);
    const files = run === undefined ? [] : await readdir(path.join(runs, run));
    if (files.some((file) => file.startsWith("journal-")) && !files.includes("lock.json")) return;
  }
}

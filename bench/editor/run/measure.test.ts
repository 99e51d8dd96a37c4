// Inside VS Code's extension host: for how long a run with many calls in flight keeps the loop from turning.
import { writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";

/** Until the window has done what windows do when they open. */
const settleMs = 8000;
const idleMs = 5000;

describe("a run of Touchstone", () => {
  it("is measured", async function () {
    this.timeout(100_000);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (folder === undefined) throw new Error("A folder was to be open.");
    await vscode.extensions.getExtension("touchstone.touchstone")?.activate();
    await setTimeout(settleMs);
    const idleStallMs = await longestStall(() => setTimeout(idleMs));
    agreeToEverything();
    let runSeconds = 0;
    const runStallMs = await longestStall(async () => {
      const begun = performance.now();
      await vscode.commands.executeCommand("touchstone.runExperiment", vscode.Uri.file(path.join(folder, "bench.experiment.yaml")));
      await runFinished(folder);
      runSeconds = (performance.now() - begun) / 1000;
    });
    writeFileSync(process.env.TOUCHSTONE_BENCH_OUT ?? "", JSON.stringify({ idleStallMs, runStallMs, runSeconds }));
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
async function runFinished(folder: string): Promise<void> {
  const runs = path.join(folder, ".touchstone/runs");
  for (;;) {
    await setTimeout(100);
    const [run] = await readdir(runs).catch(() => []);
    const files = run === undefined ? [] : await readdir(path.join(runs, run));
    if (files.some((file) => file.startsWith("journal-")) && !files.includes("lock.json")) return;
  }
}

// The example, run in memory: the real engine from documents to figures, with a clock that does not wait.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { summarizeRun, type RunSummary } from "../../../src/core/comparison/summarize-run.ts";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import type { Setup } from "../../../src/core/documents/setup.ts";
import { defaultOptions, type RunOptions } from "../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../src/core/engine/planning/plan.ts";
import { startRun } from "../../../src/core/engine/running/start-run.ts";
import { hostOf } from "../faults/memory-run.ts";
import { memoryFiles } from "../memory-files.ts";
import { createMemoryStorage } from "../memory-storage.ts";

const example = path.resolve(import.meta.dirname, "../../../examples/support-replies");

/** Files that stand in place of the example's own, or beside them. */
export type Changes = Readonly<Record<string, string>>;

/** One experiment of the example as it lies in the repository; throws with the first finding when a document is wrong. */
export async function loadExample(changes: Changes = {}, experiment = "experiments/tone.experiment.yaml"): Promise<Setup> {
  const paths = globSync("**/*.*", { cwd: example }).map((file) => file.split(path.sep).join("/"));
  const files = Object.fromEntries(paths.map((file) => [file, readFileSync(path.join(example, file))]));
  const { value, diagnostics } = await loadExperiment(memoryFiles({ ...files, ...changes }), experiment);
  if (value === null) throw new Error(diagnostics[0]?.message ?? "no setup");
  return value;
}

const never = new AbortController().signal;
const nobody = (): never => {
  throw new Error("a simulated run calls nobody");
};

/** Plans, executes, journals and folds one run, and reckons its figures. */
export async function runExample(setup: Setup, options: Partial<RunOptions>): Promise<RunSummary> {
  const plan = planRun(setup, { ...defaultOptions, ...options }, new Map());
  const { manifest, record } = await startRun(plan, hostOf(createMemoryStorage(), nobody), { signal: never });
  return summarizeRun(manifest, record);
}

// Whole runs in this process: the sums project in memory, its model behind a scripted `fetch`, and a host whose parts a test may replace.
import type { Clock, Fetch, Storage } from "../../../src/core/base/ports.ts";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import { createLimiters } from "../../../src/core/engine/calling/limiter.ts";
import { defaultOptions, type RunOptions } from "../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../src/core/engine/planning/plan.ts";
import type { RunHost } from "../../../src/core/engine/running/run-host.ts";
import { inProcessRegex } from "../in-process-regex.ts";
import { memoryFiles } from "../memory-files.ts";
import { noScripts } from "../scripts.ts";
import type { ProjectFiles } from "../temporary-project.ts";

const endpoints = new Map([["openai", "http://model.test/v1"]]);

/** A plan of `sums.experiment.yaml`; throws with the first finding when a document is wrong. */
export async function planSums(files: ProjectFiles, options: Partial<RunOptions> = {}): Promise<Plan> {
  const { value, diagnostics } = await loadExperiment(memoryFiles(files), "sums.experiment.yaml");
  if (value === null) throw new Error(diagnostics[0]?.message ?? "no setup");
  return planRun(value, { ...defaultOptions, ...options }, endpoints);
}

export function hostOf(storage: Storage, fetch: Fetch, changes: Partial<RunHost> = {}): RunHost {
  let ids = 0;
  return {
    storage,
    endpoints,
    key: () => "sk-test",
    fetch,
    clock: createRunClock(),
    random: () => 0,
    regex: inProcessRegex,
    scripts: noScripts,
    pid: 1,
    tool: { name: "touchstone", version: "0.1.0", surface: "cli", node: "24.0.0", os: "linux-x64" },
    newId: () => `id-${String((ids += 1)).padStart(2, "0")}`,
    lock: () => Promise.resolve(() => Promise.resolve()),
    lockPlan: () => Promise.resolve(() => Promise.resolve()),
    lockCache: () => Promise.resolve(() => Promise.resolve()),
    isAlive: () => false,
    limiters: createLimiters({ clock: createRunClock(), random: () => 0 }),
    patienceMs: 120_000,
    git: () => Promise.resolve(null),
    ...changes,
  };
}

/** The clocks of a call are longer than this, the waits between attempts are not. */
const longestWaitMs = 30_000;

/** Time passes only by waits between attempts, each of which is over at once; the clocks of a call never run out. */
function createRunClock(): Clock {
  let elapsed = 0;
  return {
    now: () => Date.UTC(2026, 0, 1) + elapsed,
    monotonic: () => elapsed,
    sleep: (milliseconds, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const fail = (): void => reject(signal?.reason as Error);
        if (signal?.aborted === true) return fail();
        if (milliseconds > longestWaitMs) return signal?.addEventListener("abort", fail, { once: true });
        elapsed += milliseconds;
        return resolve();
      }),
  };
}

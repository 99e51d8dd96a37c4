// Continues a run from its pinned inputs, in a new journal file of the same run.
import { countEnded } from "../../comparison/count-ended.ts";
import { pinnedFiles } from "../../store/objects.ts";
import { findRunId, readRun } from "../../store/run-store.ts";
import { openCallers } from "../calling/open-callers.ts";
import type { RunOptions } from "../planning/options.ts";
import { planAgain, refuseOtherOrigins } from "../planning/stored-plan.ts";
import type { RunHost } from "./run-host.ts";
import { writeRun, type RunOutcome, type RunWatch } from "./write-run.ts";

/** How a run is continued: what may differ from its first start. */
export interface ResumeOptions extends Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls"> {
  /** Origins that whoever resumes has named for this run: elsewhere than where it began it goes on only there. */
  readonly acceptsOrigins: readonly string[];
  /** Asks the provider to stop the batches of the run; what is answered by then is collected, and nothing more goes out. */
  readonly cancelsBatches: boolean;
}

/** Finishes a run: what has ended is kept, what is missing is done. */
export async function resumeRun(name: string, options: Partial<ResumeOptions>, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const runId = await findRunId(host.storage, name);
  const release = await host.lock(runId);
  try {
    const { manifest, manifestHash, record } = await readRun(host.storage, runId);
    const { acceptsOrigins = [], cancelsBatches = false, ...limits } = options;
    const plan = await planAgain(manifest, limits, { endpoints: host.endpoints, files: pinnedFiles(host.storage, manifest.files) });
    refuseOtherOrigins(manifest, plan, acceptsOrigins);
    const isEnded = countEnded(manifest, record).ended === plan.samples.length;
    if (record.state === "done" && isEnded) return { manifest, record, warnings: [] };
    const callers = await openCallers(plan, host);
    return await writeRun({ plan, manifest, manifestHash, record, isResumed: true, cancelsBatches, callers, host, watch });
  } finally {
    await release();
  }
}

// Continues a run from its pinned inputs, in a new journal file of the same run.
import { countEnded } from "../../comparison/count-ended.ts";
import { describeDamage } from "../../store/describe-damage.ts";
import { pinnedFiles } from "../../store/objects.ts";
import { openForWriting } from "../../store/open-for-writing.ts";
import { findRunId } from "../../store/run-store.ts";
import { openCallers } from "../calling/open-callers.ts";
import type { RunOptions } from "../planning/options.ts";
import { planAgain, refuseOtherOrigins } from "../planning/stored-plan.ts";
import { keepSummary } from "../stored/keep-summary.ts";
import { holdPlan } from "./hold-plan.ts";
import type { RunHost } from "./run-host.ts";
import { writeRun, type RunOutcome, type RunWatch } from "./write-run.ts";

/** How a run is continued: what may differ from its first start. */
export interface ResumeOptions extends Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls"> {
  /** Origins that whoever resumes has named for this run: elsewhere than where it began it goes on only there. */
  readonly acceptsOrigins: readonly string[];
}

/** Finishes a run: what has ended is kept, what is missing is done. */
export async function resumeRun(name: string, options: Partial<ResumeOptions>, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const { storage } = host;
  const runId = await findRunId(storage, name);
  const release = await host.lock(runId);
  try {
    const stored = await openForWriting(storage, runId);
    const { manifest, manifestHash, record } = stored;
    const { acceptsOrigins = [], ...limits } = options;
    const plan = await planAgain(manifest, limits, { endpoints: host.endpoints, files: pinnedFiles(storage, manifest.files) });
    refuseOtherOrigins(manifest, plan, acceptsOrigins);
    const isEnded = countEnded(manifest, record).ended === plan.samples.length;
    if (record.state === "done" && isEnded) return { manifest, record, warnings: [] };
    const callers = await openCallers(plan, host);
    const letPlanGo = await holdPlan(host, { plan, runId, isWantedTwice: true });
    try {
      const outcome = await writeRun({ plan, manifest, manifestHash, record, isResumed: true, callers, host, watch });
      return await keepSummary(storage, outcome, { manifestHash, notes: describeDamage(stored) });
    } finally {
      await letPlanGo();
    }
  } finally {
    await release();
  }
}

// Continues a stored run from the inputs it pinned, in a new journal file: what is missing, and for a retry what ended in an error.
import { TouchstoneError } from "../../base/errors.ts";
import type { RunHost } from "./run-host.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { stopWords } from "../../domain/early-stop.ts";
import { openAnswerReader } from "../../store/response-cache.ts";
import { describeDamage } from "../../store/describe-damage.ts";
import { openForWriting } from "../../store/open-for-writing.ts";
import { findRunId } from "../../store/run-store.ts";
import { openRunTexts } from "../../store/run-texts.ts";
import { openCallers } from "../calling/open-callers.ts";
import { countRest } from "../planning/count-rest.ts";
import type { RunOptions } from "../planning/options.ts";
import type { Plan } from "../planning/plan.ts";
import type { Redo } from "../planning/remainder.ts";
import { planAgain, refuseOtherOrigins } from "../planning/stored-plan.ts";
import { missingCopies, withCopies, type ResponseCopies } from "./copied-responses.ts";
import { keepSummary } from "../stored/keep-summary.ts";
import { missingEvaluations } from "./evaluate-run.ts";
import { holdPlan } from "./hold-plan.ts";
import { refuseUnapproved } from "./refuse-unapproved.ts";
import { planRunAgain, runAgain, withoutStart } from "./run-again.ts";
import { writeRun, type RunOutcome, type RunWatch } from "./write-run.ts";

/** How a run is continued: what may differ from its first start. */
export interface ContinueOptions extends Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls"> {
  /** Origins that whoever continues has named for this run: elsewhere than where it began it goes on only there. */
  readonly acceptsOrigins: readonly string[];
  /** True to try again what ended in an error; else it stays as it is. */
  readonly retriesErrors: boolean;
  /** Asks the provider to stop the batches of the run; what is answered by then is collected, and nothing more goes out. */
  readonly cancelsBatches: boolean;
}

/** Continues a run; one with nothing left to do is answered with as it is, and no journal is begun. */
export async function continueRun(name: string, options: Partial<ContinueOptions>, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const { storage } = host;
  const runId = await findRunId(storage, name);
  const release = await host.lock(runId);
  try {
    const stored = await openForWriting(storage, runId);
    const { manifest, manifestHash, record } = stored;
    const { acceptsOrigins = [], retriesErrors = false, cancelsBatches = false, ...limits } = options;
    if (cancelsBatches && manifest.batch === undefined)
      throw new TouchstoneError("input/invalid", `Run ${runId} has no batches to be cancelled: its calls are made live.`, {
        hint: `To go on with it: touchstone resume ${runId}`,
      });
    if (record.early?.isStopped === true)
      return {
        manifest,
        record,
        warnings: [`Run ${runId} ${stopWords(record.early)}. That was on purpose, and there is nothing to go on with.`],
      };
    const { plan, rest, copies, redo } = await planRest({ manifest, record, retriesErrors, limits }, host);
    const isLeft = rest.samples.length > 0 || copies.samples.length > 0 || missingEvaluations(plan, record, redo).length > 0;
    const isEnded = record.state === "done" && !isLeft;
    const asItIs = { manifest, record, warnings: [] };
    if (isEnded && planRunAgain(plan, manifest, record, redo) === null) return asItIs;
    refuseOtherOrigins(manifest, plan, acceptsOrigins);
    refuseUnapproved(rest, host.scripts);
    const callers = await openCallers(rest, host);
    const letPlanGo = await holdPlan(host, { plan, runId, isWantedTwice: true });
    try {
      const begun = { manifest, manifestHash, record, isResumed: true, cancelsBatches, redo, copies } as const;
      const ended = isEnded ? asItIs : await writeRun({ plan: rest, whole: plan, ...begun, callers, host, watch });
      const outcome = await runAgain({ outcome: ended, whole: plan, manifestHash, redo }, host, isEnded ? watch : withoutStart(watch));
      return await keepSummary(storage, outcome, { manifestHash, notes: describeDamage(stored) });
    } finally {
      await letPlanGo();
    }
  } finally {
    await release();
  }
}

export interface Continuing {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly retriesErrors: boolean;
  readonly limits: Partial<Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls">>;
}

export interface RestOfRun {
  /** The plan that the run began with. */
  readonly plan: Plan;
  /** What is left of it. */
  readonly rest: Plan;
  /** Responses of the run that this one rates again which its journals do not have yet. */
  readonly copies: ResponseCopies;
  readonly redo: Redo;
}

/** What continuing a run would do. Throws `run/invalid` where that cannot be told. */
export async function planRest(
  { manifest, record, retriesErrors, limits }: Continuing,
  { endpoints, storage, clock }: Pick<RunHost, "endpoints" | "storage" | "clock">,
): Promise<RestOfRun> {
  const plan = await planAgain(manifest, limits, { endpoints, storage });
  const copies = await missingCopies(plan, { manifest, record, storage, clock });
  const redo = !retriesErrors ? "nothing" : plan.options.isRerate ? "rating-errors" : "errors";
  const { createdAt: before, runId, isFresh } = manifest;
  // A cache that cannot be read answers nothing; the run itself says so.
  const cache = openAnswerReader({ storage, before, runId, isFresh }, () => undefined);
  const rest = await countRest(plan, {
    ...withCopies({ record, texts: openRunTexts(storage, runId, record) }, copies),
    redo,
    cache,
    endpoints,
  });
  return { plan, rest, copies, redo };
}

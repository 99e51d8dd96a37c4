// What asking a run's judge again would send, and what that costs at most; sends nothing.
import { TouchstoneError } from "../../base/errors.ts";
import type { Clock, Storage } from "../../base/ports.ts";
import type { RowSelector, RunManifest } from "../../domain/run-manifest.ts";
import { estimateTokens } from "../../providers/estimate-tokens.ts";
import { judgePromptHash } from "../../scorers/pairwise-prompt.ts";
import { openAnswerReader } from "../../store/response-cache.ts";
import { findRunId, readRun } from "../../store/run-store.ts";
import { openRunTexts } from "../../store/run-texts.ts";
import { isoTime } from "../calling/call-events.ts";
import { destinationOf, type Destination, type Endpoints } from "../planning/destinations.ts";
import { worstUsd } from "../planning/estimate.ts";
import { longestAnswer } from "../planning/longest-answer.ts";
import type { RunOptions } from "../planning/options.ts";
import { chooseRows } from "../planning/select-rows.ts";
import { planAgain, refuseOtherOrigins } from "../planning/stored-plan.ts";
import { checkCalls, type CheckSource } from "./check-calls.ts";

export interface JudgeCheckOptions extends Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls" | "isFresh"> {
  readonly rows: RowSelector;
  /** Origins that whoever checks has named: elsewhere than where the run's judge was asked it is asked only there. */
  readonly acceptsOrigins: readonly string[];
}

export interface JudgeCheckInput {
  readonly options: JudgeCheckOptions;
  readonly endpoints: Endpoints;
  readonly storage: Storage;
  readonly clock: Clock;
}

export interface JudgeCheckPlan {
  readonly manifest: RunManifest;
  readonly source: CheckSource;
  /** Responses that are asked about again. */
  readonly responses: number;
  /** `canaries` are among `rating`; `cached` are not. */
  readonly calls: { readonly rating: number; readonly canaries: number; readonly cached: number };
  /** Null when the judge's price is unknown. */
  readonly worstUsd: number | null;
  readonly destination: Destination;
  readonly isFresh: boolean;
}

/** Throws `run/invalid` for a run without a judge, or one whose judge this version does not know. */
export async function planJudgeCheck(name: string, { options, endpoints, storage, clock }: JudgeCheckInput): Promise<JudgeCheckPlan> {
  const runId = await findRunId(storage, name);
  const { manifest, record } = await readRun(storage, runId);
  refuseNoJudge(manifest);
  const { concurrency, maxCostUsd, maxCalls, isFresh } = options;
  const whole = await planAgain(manifest, given({ concurrency, maxCostUsd, maxCalls }), { endpoints, storage });
  const { judge } = whole.setup;
  if (judge === null || manifest.criteria.judge?.promptHash !== judgePromptHash(whole.setup.criteria))
    throw new TouchstoneError("run/invalid", `The judge that run ${runId} pinned is not one of this version.`, {
      hint: "Check it with the version that made the run.",
    });
  const destination = destinationOf(judge.model, endpoints);
  refuseOtherOrigins(manifest, { ...whole, destinations: [{ ...destination, calls: 1 }] }, options.acceptsOrigins);
  const rows = chooseRows(whole.rows, options.rows, whole.seed);
  const chosen = new Set(rows.map(({ id }) => id));
  const plan = { ...whole, rows, samples: whole.samples.filter(({ row }) => chosen.has(row.id)) };
  const source = { plan, record, texts: openRunTexts(storage, runId, record), endpoints };
  const cache = openAnswerReader({ storage, before: isoTime(clock), runId: null, isFresh }, () => undefined);
  const asked = new Set<string>();
  const calls = { rating: 0, canaries: 0, cached: 0 };
  let worst: number | null = 0;
  for await (const { sample, call, canary } of checkCalls(source)) {
    if (canary === null) asked.add(sample.hash);
    if (call.slot !== null && (await cache.read(call.slot)) !== null) {
      calls.cached += 1;
      continue;
    }
    calls.rating += 1;
    if (canary !== null) calls.canaries += 1;
    const bound = { input: estimateTokens(JSON.stringify(call.encoded.body)), outputMax: longestAnswer(call.model) };
    const cost = worstUsd(call.model, bound, false);
    worst = worst === null || cost === null ? null : worst + cost;
  }
  if (asked.size === 0)
    throw new TouchstoneError("run/invalid", `Run ${runId} has no judged response in these rows.`, {
      hint: "Choose other rows with --rows, or finish the run first.",
    });
  return { manifest, source, responses: asked.size, calls, worstUsd: worst, destination, isFresh };
}

function refuseNoJudge({ runId, criteria }: RunManifest): void {
  if (criteria.judge !== null) return;
  throw new TouchstoneError("run/invalid", `Run ${runId} has no judge: none of its criteria is a question or a rubric.`, {
    hint: "Name a run whose criteria ask a judge.",
  });
}

/** What was chosen, without what was not. */
function given(limits: Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls">): Partial<typeof limits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== null));
}

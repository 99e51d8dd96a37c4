// Asks a run's judge again, by the plan of it. Nothing of the run changes: the answers are kept in the cache alone, under the next replicate, so that a check
// that was cut short pays for none of them twice.
import type { Stop } from "../running/run-control.ts";
import { addCosts } from "../../domain/run-spend.ts";
import type { Cost } from "../../domain/run-event.ts";
import { judgeCheckFigures, type JudgeCheckFigures, type SecondOpinion } from "../../comparison/judge-check.ts";
import { canaries } from "../../scorers/canaries.ts";
import { evictAnswers } from "../../store/evict-answers.ts";
import type { JournalWriter } from "../../store/journal-writer.ts";
import { openResponseCache } from "../../store/response-cache.ts";
import { isoTime } from "../calling/call-events.ts";
import { callModel, type CallContext } from "../calling/call-model.ts";
import { createCallQueue } from "../calling/call-queue.ts";
import { openCallers } from "../calling/open-callers.ts";
import { createPause, type PauseState } from "../calling/pause.ts";
import { createRepeatedFailures } from "../calling/repeated-failures.ts";
import { createRunControl } from "../running/run-control.ts";
import type { RunHost } from "../running/run-host.ts";
import { checkCalls, type CheckCall } from "./check-calls.ts";
import type { JudgeCheckPlan } from "./plan-judge-check.ts";

export interface JudgeCheck {
  readonly figures: JudgeCheckFigures;
  /** Calls that were sent, and those that the cache answered. */
  readonly calls: { readonly sent: number; readonly cached: number };
  /** Null when a price is unknown. */
  readonly spentUsd: number | null;
  /** Why it ended before its end; null when all was asked. */
  readonly stop: Stop | null;
  readonly warnings: readonly string[];
}

export interface CheckWatch {
  readonly signal: AbortSignal;
  readonly onPause?: (pause: PauseState | null) => void;
}

const noJournal: JournalWriter = { append: () => Promise.resolve(), close: () => Promise.resolve() };

/** Throws `provider/key-missing` before anything is sent. */
export async function makeJudgeCheck(planned: JudgeCheckPlan, host: RunHost, { signal, onPause }: CheckWatch): Promise<JudgeCheck> {
  const { source, calls, destination, isFresh } = planned;
  const { plan } = source;
  const { clock, random, endpoints, storage, limiters, patienceMs } = host;
  const destinations = [{ ...destination, calls: calls.rating }];
  // Nothing is generated, as where responses are rated again.
  const { judge } = await openCallers({ ...plan, destinations, options: { ...plan.options, isRerate: true } }, host);
  if (judge === null) throw new Error("The plan of a judge check has no judge.");
  const control = createRunControl(plan.limits, { calls: 0, usd: 0 }, clock, signal);
  const pause = createPause({ clock, random, control, patienceMs, onChange: (state) => onPause?.(state) });
  const queue = createCallQueue({ ceiling: plan.limits.concurrency, limiters, endpoints, pause, stopSignal: control.stopSignal });
  const cache = openResponseCache({
    storage,
    clock,
    runId: host.newId(),
    writer: "judge-check",
    before: isoTime(clock),
    isFresh,
    isOnlyCopy: true,
  });
  const context: CallContext = {
    journal: noJournal,
    cache,
    endpoints,
    control,
    queue,
    pause,
    repeated: createRepeatedFailures(),
    clock,
    random,
    seed: plan.seed,
    maximumAttempts: plan.limits.maxAttempts,
  };
  const opinions: SecondOpinion[] = [];
  const costs: Cost[] = [];
  const count = { sent: 0, cached: 0 };
  const ask = async ({ sample, call, canary, before }: CheckCall): Promise<void> => {
    const { model, encoded, slot, criteria } = call;
    const identity = { sample: sample.hash, row: sample.row.id, variant: sample.arm.name, epoch: sample.epoch };
    const outcome = await callModel({ ...identity, model, encoded, caller: judge, slot, criteria: criteria.map(({ id }) => id) }, context);
    if (outcome.kind === "stopped") return;
    outcome.leave();
    if (outcome.attempt === 0) count.cached += 1;
    else {
      count.sent += outcome.attempt;
      costs.push(outcome.facts.cost);
    }
    const rated = outcome.kind === "answered" ? call.read(outcome.completion) : null;
    for (const [criterion, verdict] of before) {
      const now = rated?.get(criterion);
      opinions.push({
        criterion,
        canary: canary === null ? null : { id: canary.id, kind: canary.kind },
        before: verdict,
        now: now?.kind === "rated" ? { value: now.value, label: now.label } : null,
      });
    }
  };
  const pending = checkCalls(source);
  const work = async (): Promise<void> => {
    for (let next = await pending.next(); next.done !== true; next = await pending.next()) {
      if (control.stopped() !== null) return;
      await ask(next.value);
    }
  };
  try {
    await Promise.all(Array.from({ length: plan.limits.concurrency }, work));
    const problem = (await cache.close()) ?? (await evictAnswers(host));
    return {
      figures: judgeCheckFigures(opinions, {
        criteria: plan.setup.criteria.criteria
          .filter((criterion) => opinions.some((opinion) => opinion.criterion === criterion.id))
          .map(({ id }) => id),
        kinds: [...new Set(canaries.map(({ kind }) => kind))],
      }),
      calls: count,
      spentUsd: addCosts(costs),
      stop: control.stopped(),
      warnings: problem === null ? [] : [problem],
    };
  } finally {
    queue.dispose();
    control.dispose();
    await cache.close();
  }
}

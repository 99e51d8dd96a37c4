// What the engine tests share: a plan with its journal, its control and its scripted callers, without a disk, a network or a real clock.
import type { RegexRunner, ScriptRunner } from "../../../src/core/base/ports.ts";
import type { RatingEvent, ResponseEvent, RunEvent, StartEvent } from "../../../src/core/domain/run-event.ts";
import { applyRunEvent, beginJournal } from "../../../src/core/domain/fold-run.ts";
import type { RunRecord } from "../../../src/core/domain/run-record.ts";
import type { Setup } from "../../../src/core/documents/setup.ts";
import { execute } from "../../../src/core/engine/running/execute.ts";
import { defaultOptions, type RunOptions } from "../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../src/core/engine/planning/plan.ts";
import { rate, type RateContext } from "../../../src/core/engine/running/rate.ts";
import { createCallQueue, type CallQueue } from "../../../src/core/engine/calling/call-queue.ts";
import { createLimiters } from "../../../src/core/engine/calling/limiter.ts";
import { createPause, type PauseState } from "../../../src/core/engine/calling/pause.ts";
import { createRepeatedFailures } from "../../../src/core/engine/calling/repeated-failures.ts";
import { createRunControl, type RunControl } from "../../../src/core/engine/running/run-control.ts";
import type { Caller } from "../../../src/core/providers/provider.ts";
import { keepLargeAside } from "../../../src/core/store/aside-journal.ts";
import { createJournalWriter } from "../../../src/core/store/journal-writer.ts";
import { openResponseCache } from "../../../src/core/store/response-cache.ts";
import { recordOf, responseOf, textsOf } from "../../support/event-factories.ts";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { inProcessRegex } from "../../support/in-process-regex.ts";
import { createMemoryStorage } from "../../support/memory-storage.ts";
import { noScripts } from "../../support/scripts.ts";
import { createScriptedCaller } from "../../support/scripted-caller.ts";

export const noEndpoints: ReadonlyMap<string, string> = new Map();

export function planOf(setup: Setup, options: Partial<RunOptions> = {}): Plan {
  return planRun(setup, { ...defaultOptions, ...options }, noEndpoints);
}

export interface BenchInput {
  readonly plan: Plan;
  readonly generation?: Caller;
  readonly judge?: Caller;
  /** What an earlier writer has recorded. */
  readonly earlier?: readonly RunEvent[];
  readonly clock?: FakeClock;
  readonly signal?: AbortSignal;
  readonly regex?: RegexRunner;
  readonly scripts?: ScriptRunner;
  readonly patienceMs?: number;
}

export interface Bench {
  readonly plan: Plan;
  readonly record: RunRecord;
  /** Saved events, in the order of the journal. */
  readonly events: readonly RunEvent[];
  /** From now on only so many syncs of the journal succeed. */
  fillDisk(syncsLeft: number): void;
  readonly control: RunControl;
  /** Whenever the run paused, tried in vain, or went on. */
  readonly pauses: readonly (PauseState | null)[];
  readonly context: RateContext;
  run(): Promise<void>;
}

export async function createBench({
  plan,
  generation = createScriptedCaller(() => "yes"),
  judge,
  earlier = [],
  clock = createFakeClock({ isEager: true }),
  signal = new AbortController().signal,
  regex = inProcessRegex,
  scripts = noScripts,
  patienceMs = 120_000,
}: BenchInput): Promise<Bench> {
  const record = recordOf(...earlier);
  let syncsLeft = Infinity;
  const storage = createMemoryStorage((operation) =>
    operation === "sync" && --syncsLeft < 0 ? { message: "no space left on device" } : null,
  );
  const events: RunEvent[] = [];
  const number = beginJournal(record, "journal-bench.jsonl");
  const lines = createJournalWriter(await storage.openNew("journal-bench.jsonl"), (event, span) => {
    events.push(event);
    applyRunEvent(record, event, { journal: number, ...span });
  });
  const journal = keepLargeAside(lines, storage, "bench");
  const cache = openResponseCache({ storage, clock, runId: "bench", writer: "1", before: "2026-01-01T00:00:00.000Z", isFresh: false });
  const control = createRunControl(plan.limits, { calls: 0, usd: 0 }, clock, signal);
  const random = (): number => 0;
  const pauses: (PauseState | null)[] = [];
  const pause = createPause({ clock, random, control, patienceMs, onChange: (state) => pauses.push(state) });
  const ofModels = createCallQueue({
    ceiling: plan.limits.concurrency,
    limiters: createLimiters({ clock, random }),
    endpoints: noEndpoints,
    pause,
    stopSignal: control.stopSignal,
  });
  // The models of these plans call nobody; who answers in their place does so as a server would.
  const laneOf: CallQueue["laneOf"] = (model) => Object.assign(ofModels.laneOf(model), { origin: "https://scripted.test" });
  const queue: CallQueue = { ...ofModels, laneOf };
  const context: RateContext = {
    plan,
    journal,
    cache,
    endpoints: noEndpoints,
    control,
    queue,
    pause,
    repeated: createRepeatedFailures(),
    clock,
    random,
    regex,
    scripts,
    seed: plan.seed,
    maximumAttempts: plan.limits.maxAttempts,
    judge: judge ?? null,
  };
  const callers = { generation: () => generation, judge: judge ?? null };
  const fillDisk = (left: number): void => void (syncsLeft = left);
  return {
    plan,
    record,
    events,
    fillDisk,
    control,
    pauses,
    context,
    run: () =>
      execute({
        plan,
        record,
        texts: textsOf(...earlier),
        journal,
        cache,
        endpoints: noEndpoints,
        callers,
        control,
        queue,
        pause,
        clock,
        random,
        regex,
        scripts,
      }),
  };
}

/** Rates the answer `text` to the plan's first sample by all criteria, and returns the ratings by criterion. */
export async function ratingsOf(bench: Bench, text: string): Promise<Map<string, RatingEvent>> {
  const [sample] = bench.plan.samples;
  if (sample === undefined) throw new Error("the plan is empty");
  const response = responseOf({ row: sample.row.id, variant: sample.arm.name }, { sample: sample.hash, output: { text } });
  await rate(sample, response, bench.plan.setup.criteria.criteria, new Map(), bench.context);
  return new Map(ratingsIn(bench.events).map((event) => [event.criterion, event]));
}

export function startsIn(events: readonly RunEvent[]): StartEvent[] {
  return events.filter((event) => event.k === "start");
}

export function responsesIn(events: readonly RunEvent[]): ResponseEvent[] {
  return events.filter((event) => event.k === "response");
}

export function ratingsIn(events: readonly RunEvent[]): RatingEvent[] {
  return events.filter((event) => event.k === "rating");
}

/** What a promise was rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the promise was not rejected");
}

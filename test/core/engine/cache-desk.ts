// What the tests of the cache share: one project folder over time, with a server that counts what it is asked.
import assert from "node:assert/strict";
import type { ResponseEvent, RunEvent } from "../../../src/core/domain/run-event.ts";
import { countCached } from "../../../src/core/engine/planning/count-cached.ts";
import { countRest } from "../../../src/core/engine/planning/count-rest.ts";
import { planAgain } from "../../../src/core/engine/planning/stored-plan.ts";
import { defaultOptions, type RunOptions } from "../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../src/core/engine/planning/plan.ts";
import { continueRun } from "../../../src/core/engine/running/continue-run.ts";
import { makeJudgeCheck, type JudgeCheck } from "../../../src/core/engine/judging/make-judge-check.ts";
import { planJudgeCheck, type JudgeCheckOptions, type JudgeCheckPlan } from "../../../src/core/engine/judging/plan-judge-check.ts";
import { planRerate, startRerate, type Rerate, type RerateOptions } from "../../../src/core/engine/running/rerate-run.ts";
import { resumeRun, type ResumeOptions } from "../../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../../src/core/engine/running/start-run.ts";
import type { RunOutcome } from "../../../src/core/engine/running/write-run.ts";
import { openAnswerReader } from "../../../src/core/store/response-cache.ts";
import { openRunTexts } from "../../../src/core/store/run-texts.ts";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { judgeAnswer } from "../../support/provider-server/judge-answer.ts";
import type { Handler } from "../../support/provider-server/behaviour.ts";
import { startProviderServer, type ProviderServer } from "../../support/provider-server.ts";
import { hostOf, loadSetup, project as simulated } from "./run-fixtures.ts";

export const never: AbortSignal = new AbortController().signal;

/** Three rows, two arms that ask the same, a check and a question. */
export const project = {
  ...simulated,
  "writer.model.yaml": "{provider: openai, api: chat, model: writer, price: {input: 1, output: 2}, parameters: {max_tokens: 50}}",
  "judge.model.yaml": "{provider: openai, api: chat, model: judge, price: {input: 4, output: 8}, parameters: {max_tokens: 70}}",
  "test.experiment.yaml": `${simulated["test.experiment.yaml"].replace("short.prompt", "long.prompt")}`,
};
export const oneArm = { ...project, "test.experiment.yaml": simulated["test.experiment.yaml"].replace(/variants:.*/s, "") };
export const unjudged = { ...oneArm, "test.criteria.yaml": "criteria:\n  - {id: yes, check: contains, value: 'yes'}\n" };

export const answer: Handler = (request) => ({ kind: "answer", text: judgeAnswer(request, () => "pass") ?? "yes, at length" });

export interface Made extends RunOutcome {
  /** Requests that the server got meanwhile. */
  readonly sent: number;
  readonly events: readonly RunEvent[];
}

export interface Desk extends AsyncDisposable {
  readonly storage: MemoryStorage;
  readonly server: ProviderServer;
  readonly clock: FakeClock;
  run(contents: Readonly<Record<string, string>>, options?: Partial<RunOptions>, baseUrl?: string): Promise<Made>;
  /** As the doors do it: with a look into the cache first. `meanwhile` happens between plan and start. */
  runCounted(contents: Readonly<Record<string, string>>, meanwhile?: () => void): Promise<Made>;
  resume(runId: string, options?: Partial<ResumeOptions>): Promise<Made>;
  retry(runId: string, options?: Partial<ResumeOptions>): Promise<Made>;
  /** Rates again by `contents`; the signal may cut it short. */
  rerate(runId: string, contents: Readonly<Record<string, string>>, options?: Partial<RerateOptions>): Promise<Made>;
  /** What rating again would be. */
  planRerate(runId: string, contents: Readonly<Record<string, string>>, options?: Partial<RerateOptions>): Promise<Rerate>;
  /** Asks the run's judge again, by its plan, and counts what the server got meanwhile. */
  judgeCheck(
    runId: string,
    options?: Partial<JudgeCheckOptions>,
    signal?: AbortSignal,
  ): Promise<{ readonly plan: JudgeCheckPlan; readonly check: JudgeCheck; readonly sent: number }>;
  /** Every call from now on is made with this key; null for none. */
  setKey(key: string | null): void;
  /** The whole responses of a run, as its journals hold them. */
  responses(made: Made): Promise<ResponseEvent[]>;
  /** What is left of a run. */
  rest(made: Made): Promise<Plan>;
  /** What a run would be now. */
  plan(contents: Readonly<Record<string, string>>, options?: Partial<RunOptions>): Promise<Plan>;
}

/** One project folder over time: each run begins a second after the last one ended. */
export async function openDesk(handler: Handler = answer): Promise<Desk> {
  const server = await startProviderServer({ handler });
  const storage = createMemoryStorage();
  const clock = createFakeClock();
  let key: string | null = "sk-secret";
  const host = hostOf(storage, { clock, key: () => key, fetch: globalThis.fetch });
  const endpointsAt = (baseUrl = `${server.url}/v1`): ReadonlyMap<string, string> => new Map([["openai", baseUrl]]);

  const made = async (make: (onEvent: (event: RunEvent) => void) => Promise<RunOutcome>): Promise<Made> => {
    await clock.advance(1_000);
    const before = server.requests.length;
    const events: RunEvent[] = [];
    const outcome = await make((event) => void events.push(event));
    await clock.advance(1_000);
    return { ...outcome, sent: server.requests.length - before, events };
  };
  const planRerateOf = (
    runId: string,
    contents: Readonly<Record<string, string>>,
    options: Partial<RerateOptions> = {},
  ): Promise<Rerate> => {
    const own = { concurrency: null, maxCostUsd: null, maxCalls: null, isFresh: false, ratingMode: null, ...options };
    return planRerate(runId, { options: own, files: memoryFiles(contents), endpoints: endpointsAt(), storage, clock });
  };
  const plan = async (contents: Readonly<Record<string, string>>, options: Partial<RunOptions> = {}): Promise<Plan> => {
    const whole = planRun(await loadSetup(contents), { ...defaultOptions, ...options }, endpointsAt());
    const view = { storage, before: new Date(clock.now()).toISOString(), runId: null, isFresh: whole.options.isFresh };
    const reader = openAnswerReader(view, (error) => assert.fail(String(error)));
    return countCached(whole, reader, endpointsAt());
  };
  return {
    storage,
    server,
    clock,
    plan,
    async runCounted(contents, meanwhile = () => undefined) {
      const counted = await plan(contents);
      meanwhile();
      return made((onEvent) => startRun(counted, { ...host, endpoints: endpointsAt() }, { signal: never, onEvent }));
    },
    async run(contents, options = {}, baseUrl) {
      const endpoints = endpointsAt(baseUrl);
      const plan = planRun(await loadSetup(contents), { ...defaultOptions, ...options }, endpoints);
      return made((onEvent) => startRun(plan, { ...host, endpoints }, { signal: never, onEvent }));
    },
    resume: (runId, options = { maxCalls: 100 }) =>
      made((onEvent) => resumeRun(runId, options, { ...host, endpoints: endpointsAt() }, { signal: never, onEvent })),
    retry: (runId, options = {}) =>
      made((onEvent) =>
        continueRun(runId, { ...options, retriesErrors: true }, { ...host, endpoints: endpointsAt() }, { signal: never, onEvent }),
      ),
    async rerate(runId, contents, options) {
      const planned = await planRerateOf(runId, contents, options);
      return made((onEvent) => startRerate(planned, { ...host, endpoints: endpointsAt() }, { signal: never, onEvent }));
    },
    planRerate: (runId, contents, options) => planRerateOf(runId, contents, options),
    async judgeCheck(runId, options = {}, signal = never) {
      await clock.advance(1_000);
      const limits = { concurrency: null, maxCostUsd: null, maxCalls: null, isFresh: false, acceptsOrigins: [] };
      const own = { rows: { kind: "first", count: 100 } as const, ...limits, ...options };
      const plan = await planJudgeCheck(runId, { options: own, endpoints: endpointsAt(), storage, clock });
      const before = server.requests.length;
      const check = await makeJudgeCheck(plan, { ...host, endpoints: endpointsAt() }, { signal });
      return { plan, check, sent: server.requests.length - before };
    },
    setKey(other) {
      key = other;
    },
    async responses({ manifest, record }) {
      const responses: ResponseEvent[] = [];
      for await (const { response } of openRunTexts(storage, manifest.runId, record).read(record.samples.values(), "responses"))
        responses.push(response ?? assert.fail("a response cannot be read"));
      return responses;
    },
    async rest({ manifest, record }) {
      const endpoints = endpointsAt();
      const plan = await planAgain(manifest, { maxCalls: 100 }, { endpoints, storage });
      const { runId, createdAt: before } = manifest;
      const cache = openAnswerReader({ storage, before, runId, isFresh: false }, (error) => assert.fail(String(error)));
      return countRest(plan, { record, texts: openRunTexts(storage, runId, record), cache, endpoints });
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

export function callsOf({ record }: Made) {
  const { generation, rating, cached } = record.calls;
  return { generation, rating, cached };
}

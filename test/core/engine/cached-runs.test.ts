// Runs with a cache, as the scripted server counts them: what is served, what is asked for again, and what a hit counts as.
import assert from "node:assert/strict";
import { summarizeRun } from "../../../src/core/comparison/summarize-run.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { countCached } from "../../../src/core/engine/count-cached.ts";
import { countRest } from "../../../src/core/engine/count-rest.ts";
import { spentForCap } from "../../../src/core/engine/spent-for-cap.ts";
import { planAgain } from "../../../src/core/engine/stored-plan.ts";
import { defaultOptions, type RunOptions } from "../../../src/core/engine/options.ts";
import { planRun, type Plan } from "../../../src/core/engine/plan.ts";
import { resumeRun, startRun, type RunOutcome } from "../../../src/core/engine/run-experiment.ts";
import { cacheFolder } from "../../../src/core/store/layout.ts";
import { pinnedFiles } from "../../../src/core/store/objects.ts";
import { openAnswerReader } from "../../../src/core/store/response-cache.ts";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";
import { judgeAnswer } from "../../support/provider-server/judge-answer.ts";
import type { Handler } from "../../support/provider-server/behaviour.ts";
import { startProviderServer, type ProviderServer } from "../../support/provider-server.ts";
import { hostOf, loadSetup, project as simulated } from "./run-fixtures.ts";

const never = new AbortController().signal;

/** Three rows, two arms that ask the same, a check and a question. */
const project = {
  ...simulated,
  "writer.model.yaml": "{provider: openai, api: chat, model: writer, price: {input: 1, output: 2}, parameters: {max_tokens: 50}}",
  "judge.model.yaml": "{provider: openai, api: chat, model: judge, price: {input: 4, output: 8}, parameters: {max_tokens: 70}}",
  "test.experiment.yaml": `${simulated["test.experiment.yaml"].replace("short.prompt", "long.prompt")}`,
};
const oneArm = { ...project, "test.experiment.yaml": simulated["test.experiment.yaml"].replace(/variants:.*/s, "") };
const unjudged = { ...oneArm, "test.criteria.yaml": "criteria:\n  - {id: yes, check: contains, value: 'yes'}\n" };

const answer: Handler = (request) => ({ kind: "answer", text: judgeAnswer(request, () => "pass") ?? "yes, at length" });

interface Made extends RunOutcome {
  /** Requests that the server got meanwhile. */
  readonly sent: number;
  readonly events: readonly RunEvent[];
}

interface Desk extends AsyncDisposable {
  readonly storage: MemoryStorage;
  readonly server: ProviderServer;
  readonly clock: FakeClock;
  run(contents: Readonly<Record<string, string>>, options?: Partial<RunOptions>, baseUrl?: string): Promise<Made>;
  resume(runId: string): Promise<Made>;
  /** What is left of a run. */
  rest(made: Made): Promise<Plan>;
  /** What a run would be now. */
  plan(contents: Readonly<Record<string, string>>, options?: Partial<RunOptions>): Promise<Plan>;
}

/** One project folder over time: each run begins a second after the last one ended. */
async function openDesk(handler: Handler = answer): Promise<Desk> {
  const server = await startProviderServer({ handler });
  const storage = createMemoryStorage();
  const clock = createFakeClock();
  const host = hostOf(storage, { clock, key: () => "sk-secret", fetch: globalThis.fetch });
  const endpointsAt = (baseUrl = `${server.url}/v1`): ReadonlyMap<string, string> => new Map([["openai", baseUrl]]);

  const made = async (make: (onEvent: (event: RunEvent) => void) => Promise<RunOutcome>): Promise<Made> => {
    await clock.advance(1_000);
    const before = server.requests.length;
    const events: RunEvent[] = [];
    const outcome = await make((event) => void events.push(event));
    await clock.advance(1_000);
    return { ...outcome, sent: server.requests.length - before, events };
  };
  return {
    storage,
    server,
    clock,
    async run(contents, options = {}, baseUrl) {
      const endpoints = endpointsAt(baseUrl);
      const plan = planRun(await loadSetup(contents), { ...defaultOptions, ...options }, endpoints);
      return made((onEvent) => startRun(plan, { ...host, endpoints }, { signal: never, onEvent }));
    },
    resume: (runId) =>
      made((onEvent) => resumeRun(runId, { maxCalls: 100 }, { ...host, endpoints: endpointsAt() }, { signal: never, onEvent })),
    async rest({ manifest, record }) {
      const endpoints = endpointsAt();
      const plan = await planAgain(manifest, { maxCalls: 100 }, { endpoints, files: pinnedFiles(storage, manifest.files) });
      const { runId, createdAt: before } = manifest;
      const cache = openAnswerReader({ storage, before, runId, isFresh: false }, (error) => assert.fail(String(error)));
      return countRest(plan, { record, cache, endpoints });
    },
    async plan(contents, options = {}) {
      const plan = planRun(await loadSetup(contents), { ...defaultOptions, ...options }, endpointsAt());
      const before = new Date(clock.now()).toISOString();
      const reader = openAnswerReader({ storage, before, runId: null, isFresh: plan.options.isFresh }, (error) =>
        assert.fail(String(error)),
      );
      return countCached(plan, reader, endpointsAt());
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function callsOf({ record }: Made) {
  const { generation, rating, cached } = record.calls;
  return { generation, rating, cached };
}

describe("a run with a cache", () => {
  it("never serves itself: arms that ask the same both call", async () => {
    await using desk = await openDesk();
    const cold = await desk.run(project);
    assert.deepEqual([callsOf(cold), cold.sent], [{ generation: 6, rating: 6, cached: 0 }, 12]);
  });

  it("asks nothing again that an earlier run was answered", async () => {
    await using desk = await openDesk();
    await desk.run(project);
    const warm = await desk.run(project);
    assert.deepEqual(
      [callsOf(warm), warm.sent, warm.record.state, warm.warnings],
      [{ generation: 0, rating: 0, cached: 12 }, 0, "done", []],
    );
  });

  it("serves arms that ask the same one answer, so that they tie", async () => {
    await using desk = await openDesk((request, nth) => ({
      kind: "answer",
      text: judgeAnswer(request, () => "pass") ?? `${nth % 2 === 0 ? "yes" : "no"} ${nth}`,
    }));
    await desk.run(project);
    const warm = await desk.run(project);
    const texts = new Map<string, Set<string | undefined>>();
    for (const { row, response } of warm.record.samples.values()) texts.set(row, (texts.get(row) ?? new Set()).add(response?.output?.text));
    assert.deepEqual([warm.sent, [...texts.values()].map((set) => set.size)], [0, [1, 1, 1]]);
  });

  it("asks for what is missing, and for no more", async () => {
    await using desk = await openDesk();
    await desk.run(oneArm, { rows: { kind: "first", count: 2 } });
    const made = await desk.run(oneArm);
    assert.deepEqual([callsOf(made), made.sent], [{ generation: 1, rating: 1, cached: 4 }, 2]);
  });

  for (const [what, contents, options] of [
    ["a changed parameter", { ...unjudged, "writer.model.yaml": project["writer.model.yaml"].replace("50", "51") }, {}],
    ["another model", { ...unjudged, "writer.model.yaml": project["writer.model.yaml"].replace("writer", "writer-2") }, {}],
    ["a changed template", { ...unjudged, "long.prompt": "Write about {{text}}." }, {}],
    ["fresh answers", unjudged, { isFresh: true }],
  ] as const) {
    it(`asks again for ${what}`, async () => {
      await using desk = await openDesk();
      await desk.run(unjudged);
      assert.deepEqual(callsOf(await desk.run(contents, options)), { generation: 3, rating: 0, cached: 0 });
    });
  }

  it("asks again at another origin", async () => {
    await using desk = await openDesk();
    await desk.run(unjudged);
    const other = await desk.run(unjudged, {}, desk.server.url.replace("127.0.0.1", "localhost"));
    assert.deepEqual(callsOf(other), { generation: 3, rating: 0, cached: 0 });
  });

  it("asks again for each epoch that was never answered", async () => {
    await using desk = await openDesk();
    await desk.run(unjudged);
    assert.deepEqual(callsOf(await desk.run(unjudged, { epochs: 3 })), { generation: 6, rating: 0, cached: 3 });
  });

  it("serves what a price or a comment has changed", async () => {
    await using desk = await openDesk();
    await desk.run(unjudged);
    const contents = { ...unjudged, "writer.model.yaml": `${project["writer.model.yaml"].replace("input: 1", "input: 3")} # dearer` };
    assert.deepEqual(callsOf(await desk.run(contents)), { generation: 0, rating: 0, cached: 3 });
  });

  it("keeps the answers of a fresh run, in place of the old ones", async () => {
    await using desk = await openDesk((_, nth) => ({ kind: "answer", text: `answer ${nth <= 3 ? "one" : "two"}` }));
    await desk.run(unjudged);
    await desk.run(unjudged, { isFresh: true });
    const made = await desk.run(unjudged);
    assert.deepEqual(
      [callsOf(made).cached, [...made.record.samples.values()].map(({ response }) => response?.output?.text)],
      [3, ["answer two", "answer two", "answer two"]],
    );
  });
});

describe("a run with a cache: what is not kept", () => {
  it("is an error", async () => {
    await using desk = await openDesk((request, nth) => (nth === 2 ? { kind: "status", status: 400 } : answer(request, nth)));
    const first = await desk.run(unjudged);
    assert.equal(summarizeRun(first.manifest, first.record).errors, 1);
    assert.deepEqual(callsOf(await desk.run(unjudged)), { generation: 1, rating: 0, cached: 2 });
  });

  it("is a judge's answer that cannot be read", async () => {
    const prose: Handler = (request, nth) => ({
      kind: "answer",
      text: judgeAnswer(request, () => "pass") === undefined ? "yes" : nth > 6 ? (judgeAnswer(request, () => "pass") ?? "") : "I liked it.",
    });
    await using desk = await openDesk(prose);
    const first = await desk.run(oneArm);
    assert.equal(summarizeRun(first.manifest, first.record).errors, 3);
    const second = await desk.run(oneArm);
    assert.deepEqual([callsOf(second), summarizeRun(second.manifest, second.record).errors], [{ generation: 0, rating: 3, cached: 3 }, 0]);
  });

  it("is anything simulated", async () => {
    await using desk = await openDesk();
    await desk.run(simulated);
    assert.deepEqual(
      [callsOf(await desk.run(simulated)), await desk.storage.list(cacheFolder)],
      [{ generation: 6, rating: 6, cached: 0 }, []],
    );
  });

  it("is a key", async () => {
    await using desk = await openDesk();
    await desk.run(project);
    const kept = [...desk.storage.files]
      .filter(([path]) => path.startsWith(cacheFolder))
      .map(([, bytes]) => new TextDecoder().decode(bytes));
    assert.deepEqual([kept.length, kept.join("").includes("sk-secret")], [1, false]);
  });
});

describe("a run with a cache: what a hit counts as", () => {
  it("is nothing spent, at the same cost for each sample", async () => {
    await using desk = await openDesk();
    const cold = await desk.run(project);
    const warm = await desk.run(project);
    const figures = ({ manifest, record }: Made) => summarizeRun(manifest, record);
    const costs = (made: Made) => figures(made).variants.map(({ costUsd, judge, tokens }) => ({ costUsd, judge, tokens }));
    assert.deepEqual([figures(warm).spentUsd, costs(warm)], [0, costs(cold)]);
    assert.ok((figures(cold).spentUsd ?? 0) > 0);
  });

  it("is left out of latencies, which stay those of the call that was made", async () => {
    await using desk = await openDesk();
    desk.server.respond(async (request, nth) => {
      await desk.clock.advance(250);
      return answer(request, nth);
    });
    const cold = await desk.run(unjudged);
    const warm = await desk.run(unjudged);
    const [coldArm] = summarizeRun(cold.manifest, cold.record).variants;
    assert.ok((coldArm?.latencyMs.p50 ?? 0) >= 250);
    const times = ({ record }: Made) =>
      [...record.samples.values()].map(({ row, response }) => [row, response?.time.firstByteMs, response?.time.totalMs]).sort();
    const [arm] = summarizeRun(warm.manifest, warm.record).variants;
    assert.deepEqual([arm?.latencyMs, times(warm)], [{ p50: null, p95: null }, times(cold)]);
  });

  it("is no request: nothing is journaled as sent", async () => {
    await using desk = await openDesk();
    await desk.run(project);
    const { events } = await desk.run(project);
    const kinds = (k: RunEvent["k"]): number => events.filter((event) => event.k === k).length;
    assert.deepEqual([kinds("start"), kinds("response"), kinds("rating")], [0, 6, 12]);
  });

  it("is marked, as answer and as rating", async () => {
    await using desk = await openDesk();
    await desk.run(oneArm);
    const { record } = await desk.run(oneArm);
    const marks = [...record.samples.values()].map(({ response, ratings }) => [
      response?.cost.cached,
      response?.attempt,
      ratings.get("brief")?.judge?.cost?.cached,
      ratings.get("brief")?.judge?.attempt,
    ]);
    assert.deepEqual(marks, Array(3).fill([true, 0, true, 0]));
  });

  it("is no call that a cap counts", async () => {
    await using desk = await openDesk();
    await desk.run(unjudged, { rows: { kind: "first", count: 2 } });
    const made = await desk.run(unjudged, { maxCalls: 1, maxCostUsd: 0.000_001 });
    assert.deepEqual([callsOf(made), made.record.state], [{ generation: 1, rating: 0, cached: 2 }, "done"]);
  });

  it("comes behind its response in the journal, with its ratings", async () => {
    await using desk = await openDesk();
    await desk.run(project);
    const { events } = await desk.run(project);
    const answered = new Set<string>();
    const early = events.filter((event) => {
      if (event.k === "response") answered.add(event.sample);
      return event.k === "rating" && !answered.has(event.sample);
    });
    assert.deepEqual([answered.size, early], [6, []]);
  });
});

describe("a run with a cache, resumed", () => {
  it("reads nothing that was kept after it was created", async () => {
    await using desk = await openDesk();
    const paused = await desk.run(unjudged, { maxCalls: 1, concurrency: 1 });
    await desk.run(unjudged);
    const resumed = await desk.resume(paused.manifest.runId);
    assert.deepEqual([callsOf(resumed), resumed.sent, resumed.record.state], [{ generation: 3, rating: 0, cached: 0 }, 2, "done"]);
  });

  it("reads what was there when it was created, even when newer answers have come", async () => {
    await using desk = await openDesk((_, nth) => ({ kind: "answer", text: `answer ${nth}` }));
    await desk.run(unjudged);
    const changed = { ...unjudged, "rows.csv": "id,text\nd,fourth\ne,fifth\na,first\nb,second\nc,third\n" };
    const paused = await desk.run(changed, { maxCalls: 1, concurrency: 1 });
    await desk.run(unjudged, { isFresh: true });
    const resumed = await desk.resume(paused.manifest.runId);
    const texts = [...resumed.record.samples.values()].filter(({ row }) => row < "d").map(({ response }) => response?.output?.text);
    assert.deepEqual([callsOf(resumed), texts.sort()], [{ generation: 2, rating: 0, cached: 3 }, ["answer 1", "answer 2", "answer 3"]]);
  });

  it("stays fresh when it was begun so", async () => {
    await using desk = await openDesk();
    await desk.run(unjudged);
    const paused = await desk.run(unjudged, { isFresh: true, maxCalls: 1, concurrency: 1 });
    const resumed = await desk.resume(paused.manifest.runId);
    assert.deepEqual(callsOf(resumed), { generation: 3, rating: 0, cached: 0 });
  });
});

describe("a run whose cache fails", () => {
  it("goes on, with one warning", async () => {
    await using server = await startProviderServer({ handler: answer });
    const storage = createMemoryStorage((operation, path) => (path.startsWith(cacheFolder) ? { message: `no ${operation}` } : null));
    const endpoints = new Map([["openai", `${server.url}/v1`]]);
    const plan = planRun(await loadSetup(project), defaultOptions, endpoints);
    const host = hostOf(storage, { clock: createFakeClock(), key: () => "k", fetch: globalThis.fetch, endpoints });
    const { record, warnings } = await startRun(plan, host, { signal: never });
    assert.deepEqual(
      [record.state, record.calls.generation, warnings],
      ["done", 6, ["The cache of answers could not be used, so some may be asked for again: no open."]],
    );
  });
});

describe("a run whose journal fails while the cache answers", () => {
  it("rejects", async () => {
    await using server = await startProviderServer({ handler: answer });
    let isFull = false;
    const storage = createMemoryStorage((operation) => (isFull && operation === "sync" ? { message: "no space" } : null));
    const clock = createFakeClock();
    const endpoints = new Map([["openai", `${server.url}/v1`]]);
    const plan = planRun(await loadSetup(unjudged), defaultOptions, endpoints);
    const host = hostOf(storage, { clock, key: () => "k", fetch: globalThis.fetch, endpoints });
    await startRun(plan, host, { signal: never });
    await clock.advance(1_000);
    const onStart = (): void => void (isFull = true);
    await assert.rejects(startRun(plan, host, { signal: never, onStart }), { code: "store/unwritable" });
    assert.equal(server.requests.length, 3);
  });
});

describe("countCached", () => {
  it("finds nothing in an empty cache", async () => {
    await using desk = await openDesk();
    assert.deepEqual((await desk.plan(project)).calls, { generation: 6, rating: 6, cached: 0 });
  });

  it("leaves nothing of a plan whose every call was answered", async () => {
    await using desk = await openDesk();
    await desk.run(project);
    const { calls, tokens, costUsd, destinations } = await desk.plan(project);
    assert.deepEqual(
      [calls, tokens, costUsd, destinations.map((destination) => destination.calls)],
      [{ generation: 0, rating: 0, cached: 12 }, { input: 0, outputMax: 0 }, { worst: 0 }, [0, 0]],
    );
  });

  it("leaves what a run of the other rows would be", async () => {
    await using desk = await openDesk();
    await desk.run(project, { rows: { kind: "ids", ids: ["a", "b"] } });
    const left = await desk.plan(project);
    const others = await desk.plan(project, { rows: { kind: "ids", ids: ["c"] } });
    const close = (usd: number | null): number => Math.round((usd ?? Number.NaN) * 1e12);
    assert.deepEqual(
      [left.calls, left.tokens, left.destinations, close(left.costUsd.worst)],
      [{ ...others.calls, cached: 8 }, others.tokens, others.destinations, close(others.costUsd.worst)],
    );
  });

  it("counts the ratings of known answers only", async () => {
    await using desk = await openDesk();
    await desk.run(unjudged);
    assert.deepEqual((await desk.plan(oneArm)).calls, { generation: 0, rating: 3, cached: 3 });
  });

  it("counts as the run will", async () => {
    await using desk = await openDesk();
    await desk.run(oneArm, { rows: { kind: "first", count: 2 } });
    const planned = await desk.plan(project);
    assert.deepEqual(planned.calls, callsOf(await desk.run(project)));
  });

  it("finds nothing for a fresh run", async () => {
    await using desk = await openDesk();
    await desk.run(project);
    assert.deepEqual((await desk.plan(project, { isFresh: true })).calls, { generation: 6, rating: 6, cached: 0 });
  });

  it("sends nobody, and changes no sample", async () => {
    await using desk = await openDesk();
    const cold = await desk.plan(project);
    const { sent } = await desk.run(project);
    const warm = await desk.plan(project);
    assert.deepEqual([warm.hash, warm.samples.length, desk.server.requests.length], [cold.hash, cold.samples.length, sent]);
  });
});

describe("countRest", () => {
  it("is the whole plan of a run that has answered nothing", async () => {
    await using desk = await openDesk(() => ({ kind: "status", status: 401, message: "no" }));
    const stopped = await desk.run(project, { concurrency: 1 });
    const whole = await desk.plan(project);
    const rest = await desk.rest(stopped);
    assert.deepEqual([rest.calls, rest.costUsd, rest.samples.length], [whole.calls, whole.costUsd, whole.samples.length]);
  });

  it("is nothing of a run that is done", async () => {
    await using desk = await openDesk();
    const rest = await desk.rest(await desk.run(project));
    assert.deepEqual(
      [rest.calls, rest.costUsd.worst, rest.samples, rest.rows, rest.destinations.map(({ calls }) => calls)],
      [{ generation: 0, rating: 0, cached: 0 }, 0, [], [], [0, 0]],
    );
  });

  for (const maxCalls of [1, 2, 3, 4, 5]) {
    it(`counts the very calls that resuming makes after ${maxCalls} were made`, async () => {
      await using desk = await openDesk();
      const paused = await desk.run(project, { concurrency: 1, maxCalls });
      const { calls, destinations } = await desk.rest(paused);
      const resumed = await desk.resume(paused.manifest.runId);
      assert.deepEqual(
        [paused.sent, calls.generation + calls.rating, destinations.reduce((sum, destination) => sum + destination.calls, 0)],
        [maxCalls, resumed.sent, resumed.sent],
      );
    });
  }

  it("leaves out what the cache of the run answers", async () => {
    await using desk = await openDesk();
    await desk.run(project, { rows: { kind: "ids", ids: ["a", "b"] } });
    const paused = await desk.run(project, { concurrency: 1, maxCalls: 1 });
    const { calls } = await desk.rest(paused);
    const resumed = await desk.resume(paused.manifest.runId);
    assert.equal(calls.generation + calls.rating, resumed.sent);
  });
});

describe("spentForCap", () => {
  it("counts answers at no less than the prices that keep a cap, whatever the journal says", async () => {
    await using desk = await openDesk();
    const { manifest, record } = await desk.run(oneArm);
    const plan = await desk.plan(oneArm);
    const own = spentForCap(plan, record);
    for (const { response } of record.samples.values()) if (response !== null) Object.assign(response.cost, { usd: -1 });
    assert.ok(own > 0 && manifest.samples === 3);
    assert.equal(spentForCap(plan, record), own);
  });
});

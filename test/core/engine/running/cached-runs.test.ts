// Runs with a cache, as the scripted server counts them: what is served, what is asked for again, and what a hit counts as.
import assert from "node:assert/strict";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { cacheFolder } from "../../../../src/core/store/layout.ts";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { judgeAnswer } from "../../../support/provider-server/judge-answer.ts";
import type { Handler } from "../../../support/provider-server/behaviour.ts";
import { startProviderServer } from "../../../support/provider-server.ts";
import { hostOf, loadSetup } from "../run-fixtures.ts";
import { never, project, oneArm, unjudged, answer, type Made, openDesk, callsOf } from "../cache-desk.ts";
import { project as simulated } from "../run-fixtures.ts";

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
    for (const { row, output } of await desk.responses(warm)) texts.set(row, (texts.get(row) ?? new Set()).add(output?.text));
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
      [callsOf(made).cached, (await desk.responses(made)).map(({ output }) => output?.text)],
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
    const times = async (made: Made) => (await desk.responses(made)).map(({ row, time }) => [row, time.firstByteMs, time.totalMs]).sort();
    const [arm] = summarizeRun(warm.manifest, warm.record).variants;
    assert.deepEqual([arm?.latencyMs, await times(warm)], [{ p50: null, p95: null }, await times(cold)]);
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
    const { events } = await desk.run(oneArm);
    const marks = events.flatMap((event) => {
      if (event.k === "response") return [["response", event.cost.cached, event.attempt]];
      return event.k === "rating" && event.criterion === "brief" ? [["rating", event.judge?.cost?.cached, event.judge?.attempt]] : [];
    });
    assert.deepEqual(marks.sort(), [...Array(3).fill(["rating", true, 0]), ...Array(3).fill(["response", true, 0])]);
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
    const texts = (await desk.responses(resumed)).filter(({ row }) => row < "d").map(({ output }) => output?.text);
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

describe("a run without a key", () => {
  it("is made when the cache has every answer", async () => {
    await using desk = await openDesk();
    await desk.run(project);
    desk.setKey(null);
    const made = await desk.runCounted(project);
    assert.deepEqual([made.sent, made.record.state, callsOf(made).cached], [0, "done", 12]);
  });

  it("is refused before anything is written when a call is left", async () => {
    await using desk = await openDesk();
    await desk.run(oneArm, { rows: { kind: "first", count: 2 } });
    desk.setKey(null);
    await assert.rejects(desk.runCounted(oneArm), { code: "provider/key-missing" });
  });

  it("stops when a call is needed after all, sends nothing, and can be resumed with the key", async () => {
    await using desk = await openDesk();
    await desk.run(oneArm);
    desk.setKey(null);
    const stopped = await desk.runCounted(oneArm, () => {
      for (const path of desk.storage.files.keys()) if (path.startsWith(cacheFolder)) desk.storage.files.delete(path);
    });
    const { state, stateReason, stopCause, calls } = stopped.record;
    assert.deepEqual(
      [state, stateReason, stopCause, calls.generation, stopped.sent],
      ["incomplete", 'There is no key for the endpoint "openai", which openai/writer calls.', "no-key", 0, 0],
    );
    await assert.rejects(desk.resume(stopped.manifest.runId), { code: "provider/key-missing" });
    desk.setKey("sk-again");
    const resumed = await desk.resume(stopped.manifest.runId);
    assert.deepEqual([resumed.record.state, resumed.sent], ["done", 6]);
  });
});

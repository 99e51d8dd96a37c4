// What is left to be called and spent: of a plan that the cache answers, of a run that was begun, and for a cap.
import assert from "node:assert/strict";
import { countCached } from "../../../../src/core/engine/planning/count-cached.ts";
import { spentForCap } from "../../../../src/core/engine/running/spent-for-cap.ts";
import { project, oneArm, unjudged, openDesk, callsOf } from "../cache-desk.ts";

describe("countCached", () => {
  it("finds nothing in an empty cache", async () => {
    await using desk = await openDesk();
    assert.deepEqual((await desk.plan(project)).calls, { generation: 6, rating: 6, cached: 0 });
  });

  it("looks nothing up in an empty cache", async () => {
    await using desk = await openDesk();
    const plan = await desk.plan(project);
    const reader = { isEmpty: () => Promise.resolve(true), read: () => assert.fail("a request was looked up") };
    assert.deepEqual(await countCached(plan, reader, new Map()), plan);
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

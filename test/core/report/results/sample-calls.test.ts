// Every call behind a sample, in words.
import assert from "node:assert/strict";
import type { RatingEvent, RunEvent } from "../../../../src/core/domain/run-event.ts";
import { sampleCalls } from "../../../../src/core/report/results/sample-calls.ts";
import { failedResponseOf, ratingOf, recordOf, responseOf, textsOf } from "../../../support/event-factories.ts";
import { hashOf } from "../../../support/factories.ts";

const name = { row: "r01", variant: "short" };

/** Local time of day, as the table shows it. */
function at(hour: number, minute: number, second: number, millisecond: number): string {
  return new Date(2026, 0, 5, hour, minute, second, millisecond).toISOString();
}

async function callsOf(...events: readonly RunEvent[]): Promise<ReturnType<typeof sampleCalls>> {
  const whole = [];
  for await (const sample of textsOf(...events).read(recordOf(...events).samples.values(), "all")) whole.push(sample);
  return sampleCalls(whole, ["c1", "c2", "c3"]);
}

const answered = responseOf(name, {
  t: at(14, 2, 14, 372),
  cost: { usd: 0.00021, source: "table", cached: false },
  time: { queuedMs: 0, firstByteMs: 380, totalMs: 970, retryWaitMs: 0 },
  usage: { input: 1417, output: 52, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false },
});

const { provider, usage, cost, time, retries, possiblyBilledAttempts } = answered;

function judgeOf(request: string, changes: Partial<NonNullable<RatingEvent["judge"]>> = {}): NonNullable<RatingEvent["judge"]> {
  return { model: "simulated/judge-1", request: hashOf(request), attempt: 1, ...changes };
}

describe("sampleCalls", () => {
  it("says what a call took", async () => {
    assert.deepEqual(await callsOf(answered), [
      {
        call: "short",
        result: "stop",
        isError: false,
        started: "14:02:13.402",
        firstToken: "0.38 s",
        total: "0.97 s",
        input: "1,417",
        output: "52",
        cost: "$0.00021",
      },
    ]);
  });

  it("knows no times of an answer that came in a batch", async () => {
    const batched = { ...answered, time: { queuedMs: 0, firstByteMs: 0, totalMs: 0, retryWaitMs: 0, isBatch: true } as const };
    const [call] = await callsOf(batched);
    assert.deepEqual([call?.result, call?.started, call?.firstToken, call?.total], ["stop, in a batch", "–", "–", "–"]);
  });

  it("says of an imported response that it is one, and nothing else", async () => {
    const read = { ...answered, time: { queuedMs: 0, firstByteMs: 0, totalMs: 0, retryWaitMs: 0, isImported: true } as const };
    const [call] = await callsOf(read);
    assert.deepEqual([call?.result, call?.started, call?.total, call?.input, call?.cost], ["imported", "–", "–", "–", "–"]);
  });

  it("gives each attempt a line", async () => {
    const calls = await callsOf({
      ...answered,
      attempt: 3,
      retries: [
        { status: 429, code: "rate-limit", waitedMs: 2000 },
        { status: null, code: "server", waitedMs: 0 },
      ],
    });
    assert.deepEqual(
      calls.map(({ call, result, isError, started }) => [call, result, isError, started]),
      [
        ["short · 1 of 3", "429, waited 2.0 s", true, "–"],
        ["short · 2 of 3", "server", true, "–"],
        ["short · 3 of 3", "stop", false, "14:02:13.402"],
      ],
    );
  });

  it("counts the last attempt of a failed call once", async () => {
    const failed = { ...failedResponseOf(name, "HTTP 500\nagain"), retries: [{ status: 500, code: "server", waitedMs: 0 }] };
    assert.deepEqual(
      (await callsOf(failed)).map(({ call, result, isError, cost: paid }) => [call, result, isError, paid]),
      [["short", "HTTP 500 again", true, "–"]],
    );
  });

  it("says of an answer that it came from the cache", async () => {
    const [call] = await callsOf({ ...answered, cost: { usd: 0.00021, source: "table", cached: true } });
    assert.deepEqual([call?.result, call?.started, call?.total, call?.cost], ["stop, cached", "–", "0.97 s", "$0.00021, cached"]);
  });

  it("says that tokens were estimated and a price is unknown", async () => {
    const [call] = await callsOf({
      ...answered,
      usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: true },
      cost: { usd: null, source: "unknown", cached: false },
    });
    assert.deepEqual([call?.input, call?.output, call?.cost], ["about 10", "about 5", "unknown"]);
  });

  it("tells a judge call that several criteria share once", async () => {
    const facts = { provider, usage, cost, time, retries, possiblyBilledAttempts };
    const calls = await callsOf(
      answered,
      ratingOf(name, { criterion: "c1", t: at(14, 2, 16, 0), judge: judgeOf("judge", facts) }),
      ratingOf(name, { criterion: "c2", t: at(14, 2, 16, 0), judge: judgeOf("judge") }),
      ratingOf(name, { criterion: "c3", t: at(14, 2, 16, 0) }),
    );
    assert.deepEqual(
      calls.map(({ call, started, cost: paid }) => [call, started, paid]),
      [
        ["short", "14:02:13.402", "$0.00021"],
        ["Judge, short · 2 criteria", "14:02:15.030", "$0.00021"],
      ],
    );
  });

  it("keeps judge calls apart that asked one criterion each", async () => {
    const calls = await callsOf(
      answered,
      ratingOf(name, { criterion: "c1", judge: judgeOf("one") }),
      ratingOf(name, { criterion: "c2", judge: judgeOf("two") }),
    );
    assert.deepEqual(
      calls.map(({ call }) => call).filter((call) => call.startsWith("Judge")),
      ["Judge, short · 1 criterion", "Judge, short · 1 criterion"],
    );
  });

  it("says why a judge gave no answer", async () => {
    const failure = { value: null, label: null, error: { code: "provider/server", message: "HTTP 500" } };
    const [, judge] = await callsOf(
      answered,
      ratingOf(name, { ...failure, t: at(14, 3, 0, 0), judge: judgeOf("judge", { provider: { ...provider, finish: null } }) }),
    );
    assert.deepEqual([judge?.result, judge?.isError], ["HTTP 500", true]);
  });

  it("orders calls by when they began", async () => {
    const baseline = responseOf({ row: "r01" }, { t: at(14, 2, 12, 0) });
    assert.deepEqual(
      (await callsOf(answered, baseline)).map(({ call }) => call),
      ["baseline", "short"],
    );
  });

  it("takes an answer from the cache for what happened when it was read", async () => {
    const baseline = responseOf(
      { row: "r01" },
      { t: at(14, 2, 13, 500), time: { ...time, totalMs: 970 }, cost: { ...cost, cached: true } },
    );
    assert.deepEqual(
      (await callsOf(baseline, answered)).map(({ call }) => call),
      ["short", "baseline"],
    );
  });
});

// The fold of a run's events: attempts, interrupted calls, late answers, ratings and states.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { ResponseStatus, RunEvent, StateEvent } from "../../../src/core/domain/run-event.ts";
import { isAnswered } from "../../../src/core/domain/run-record.ts";
import { failedResponseOf, hashOf, ratingOf, recordOf, responseOf, startOf } from "../../support/factories.ts";

const sample = { row: "r1" };
const sampleHash = responseOf(sample).sample;

function stateOf(state: StateEvent["state"], t: string, reason: string | null = null): StateEvent {
  return { k: "state", state, reason, counts: { planned: 1, ended: 1, errors: 0 }, t };
}

const fromCache = { usd: 0.5, source: "table", cached: true } as const;

function judgeCall(changes: { request?: string; possiblyBilledAttempts?: number } = {}) {
  return {
    model: "m",
    request: hashOf(changes.request ?? "judge"),
    attempt: 1,
    possiblyBilledAttempts: changes.possiblyBilledAttempts ?? 0,
  };
}

describe("the fold of calls", () => {
  const cases: readonly [
    string,
    readonly RunEvent[],
    { generation: number; rating: number; cached: number; retried: number; open: number; twice: number },
  ][] = [
    ["counts nothing in an empty run", [], { generation: 0, rating: 0, cached: 0, retried: 0, open: 0, twice: 0 }],
    ["counts a generation", [startOf(sample), responseOf(sample)], { generation: 1, rating: 0, cached: 0, retried: 0, open: 0, twice: 0 }],
    [
      "counts every attempt, the later ones as retried",
      [startOf(sample), startOf(sample, { attempt: 2 }), startOf(sample, { attempt: 3 }), responseOf(sample)],
      { generation: 3, rating: 0, cached: 0, retried: 2, open: 0, twice: 0 },
    ],
    [
      "leaves a call open that was never answered",
      [startOf(sample), startOf({ row: "r2" }), responseOf(sample)],
      { generation: 2, rating: 0, cached: 0, retried: 0, open: 1, twice: 0 },
    ],
    [
      "counts a killed call that was sent again as possibly billed twice",
      [startOf(sample), startOf(sample), responseOf(sample)],
      { generation: 2, rating: 0, cached: 0, retried: 0, open: 0, twice: 1 },
    ],
    [
      "counts it once for each time it was killed",
      [startOf(sample), startOf(sample), startOf(sample, { attempt: 2 }), startOf(sample), responseOf(sample)],
      { generation: 4, rating: 0, cached: 0, retried: 1, open: 0, twice: 2 },
    ],
    [
      "does not count a call that was answered and made again",
      [startOf(sample), failedResponseOf(sample), startOf(sample), responseOf(sample)],
      { generation: 2, rating: 0, cached: 0, retried: 0, open: 0, twice: 0 },
    ],
    [
      "adds the attempts a response says may have been billed",
      [startOf(sample), startOf(sample, { attempt: 2 }), responseOf(sample, { possiblyBilledAttempts: 1 })],
      { generation: 2, rating: 0, cached: 0, retried: 1, open: 0, twice: 1 },
    ],
    [
      "counts judge calls apart, and closes them",
      [
        startOf(sample),
        responseOf(sample),
        startOf(sample, { criteria: ["c1"], request: hashOf("judge") }),
        ratingOf(sample, { judge: judgeCall() }),
      ],
      { generation: 1, rating: 1, cached: 0, retried: 0, open: 0, twice: 0 },
    ],
    [
      "leaves a judge call open that was never answered",
      [responseOf(sample), startOf(sample, { criteria: ["c1"], request: hashOf("judge") }), ratingOf(sample)],
      { generation: 0, rating: 1, cached: 0, retried: 0, open: 1, twice: 0 },
    ],
    [
      "adds the attempts a judge call says may have been billed",
      [responseOf(sample), ratingOf(sample, { judge: judgeCall({ possiblyBilledAttempts: 2 }) })],
      { generation: 0, rating: 0, cached: 0, retried: 0, open: 0, twice: 2 },
    ],
    [
      "keeps the calls of different samples apart",
      [startOf(sample), startOf({ row: "r1", variant: "short" }), startOf({ row: "r1", epoch: 1 })],
      { generation: 3, rating: 0, cached: 0, retried: 0, open: 3, twice: 0 },
    ],
    [
      "counts what came from the cache as no call",
      [
        responseOf(sample, { attempt: 0, cost: fromCache }),
        ratingOf(sample, { judge: { ...judgeCall(), attempt: 0, cost: fromCache } }),
        ratingOf(sample, { criterion: "c2", judge: { model: "m", request: hashOf("judge"), attempt: 0 } }),
      ],
      { generation: 0, rating: 0, cached: 2, retried: 0, open: 0, twice: 0 },
    ],
    [
      "leaves calls open that were sent, when a resumed run finds their answers in the cache",
      [
        startOf(sample),
        startOf(sample, { criteria: ["c1"], request: hashOf("judge") }),
        responseOf(sample, { attempt: 0, cost: fromCache }),
        ratingOf(sample, { judge: { ...judgeCall(), attempt: 0, cost: fromCache } }),
      ],
      { generation: 1, rating: 1, cached: 2, retried: 0, open: 2, twice: 0 },
    ],
  ];
  for (const [title, events, expected] of cases) {
    it(title, () => {
      const record = recordOf(...events);
      assert.deepEqual({ ...record.calls, open: record.open.size, twice: record.possiblyBilledTwice }, expected);
    });
  }
});

describe("the fold of responses", () => {
  const first = responseOf(sample, { output: { text: "first" } });
  const second = responseOf(sample, { output: { text: "second" } });
  const failed = failedResponseOf(sample);
  const late = responseOf(sample, { status: "late", output: { text: "late" } });
  const cases: readonly [string, readonly RunEvent[], RunEvent | undefined][] = [
    ["keeps an answer", [first], first],
    ["lets an answer replace an error", [failed, second], second],
    ["lets a later error replace an earlier one", [failed, failedResponseOf(sample, "again")], failedResponseOf(sample, "again")],
    ["never lets a second answer replace the first", [first, second], first],
    ["never lets an error replace an answer", [first, failed], first],
    ["never lets a late answer replace one", [first, late], first],
    ["never lets a late answer replace an error", [failed, late], failed],
    ["does not let a cancelled call replace an error", [failed, responseOf(sample, { status: "cancelled" })], failed],
    ["knows no sample of which nothing but a late answer came", [late], undefined],
  ];
  for (const [title, events, expected] of cases) {
    it(title, () => {
      assert.deepEqual(recordOf(...events).samples.get(sampleHash)?.response, expected);
    });
  }

  it("closes the call of a late answer", () => {
    assert.equal(recordOf(startOf(sample), late).open.size, 0);
  });

  it("knows a sample by row, variant and epoch", () => {
    const { row, variant, epoch } = recordOf(responseOf({ row: "r1", variant: "short", epoch: 2 }))
      .samples.values()
      .next().value!;
    assert.deepEqual({ row, variant, epoch }, { row: "r1", variant: "short", epoch: 2 });
  });
});

describe("isAnswered", () => {
  const statuses: Readonly<Record<ResponseStatus, boolean>> = {
    ok: true,
    refused: true,
    filtered: true,
    error: false,
    incomplete: false,
    late: false,
    cancelled: false,
  };
  for (const [status, expected] of Object.entries(statuses)) {
    it(`is ${expected} for ${status}`, () => {
      assert.equal(isAnswered(responseOf(sample, { status: status as ResponseStatus })), expected);
    });
  }

  it("is false for no response", () => {
    assert.equal(isAnswered(null), false);
  });
});

describe("the fold of ratings", () => {
  it("lets the last rating of a criterion win", () => {
    const record = recordOf(
      responseOf(sample),
      ratingOf(sample, { value: 0, label: "fail" }),
      ratingOf(sample, { criterion: "c2" }),
      ratingOf(sample, { value: 1, label: "pass", by: "eva" }),
    );
    assert.deepEqual(
      [...record.samples.get(sampleHash)!.ratings].map(([criterion, { label, by }]) => [criterion, label, by]),
      [
        ["c1", "pass", "eva"],
        ["c2", "pass", null],
      ],
    );
  });

  it("drops a rating of a sample without a response", () => {
    assert.equal(recordOf(ratingOf(sample)).samples.size, 0);
  });
});

describe("the fold of states", () => {
  const [early, later] = ["2026-01-01T00:00:01.000Z", "2026-01-01T00:00:02.000Z"];

  it("keeps the last state, its reason and its time", () => {
    const { state, stateReason, endedAt } = recordOf(stateOf("paused", early), stateOf("incomplete", later, "the cap"));
    assert.deepEqual({ state, stateReason, endedAt }, { state: "incomplete", stateReason: "the cap", endedAt: later });
  });

  it("has no end while a resumed run goes on", () => {
    const { state, endedAt } = recordOf(stateOf("cancelled", early), stateOf("resumed", later));
    assert.deepEqual({ state, endedAt }, { state: "resumed", endedAt: null });
  });

  it("knows it too where what came last does not stand last, as in merged shards", () => {
    const record = recordOf(responseOf(sample, { t: later }), responseOf({ row: "r2", variant: "baseline" }, { t: early }));
    assert.deepEqual([...record.completedAt], [["baseline", later]]);
  });

  it("has no end while a run waits by itself, and goes on", () => {
    const waiting = recordOf({ ...stateOf("paused", early), isWaiting: true });
    const after = recordOf({ ...stateOf("paused", early), isWaiting: true }, stateOf("resumed", later));
    assert.deepEqual([waiting.isWaiting, waiting.endedAt, after.isWaiting], [true, null, false]);
  });

  it("knows when the last answer or rating of each variant arrived", () => {
    const record = recordOf(
      responseOf(sample, { t: early }),
      responseOf({ row: "r1", variant: "short" }, { t: early }),
      ratingOf(sample, { t: later }),
    );
    assert.deepEqual(
      [...record.completedAt],
      [
        ["baseline", later],
        ["short", early],
      ],
    );
  });
});

describe("the fold of any events", () => {
  const name = fc.record({ row: fc.constantFrom("r1", "r2"), variant: fc.constantFrom("baseline", "short") });
  const event: fc.Arbitrary<RunEvent> = fc.oneof(
    fc.tuple(name, fc.integer({ min: 1, max: 3 })).map(([of, attempt]) => startOf(of, { attempt })),
    fc
      .tuple(name, fc.constantFrom<ResponseStatus>("ok", "error", "late", "refused"), fc.string())
      .map(([of, status, text]) => responseOf(of, { status, output: { text } })),
    fc
      .tuple(name, fc.constantFrom("c1", "c2"), fc.constantFrom("pass", "fail"))
      .map(([of, criterion, label]) => ratingOf(of, { criterion, label })),
    fc.constantFrom("done", "paused", "resumed").map((state) => stateOf(state as StateEvent["state"], "2026-01-01T00:00:01.000Z")),
  );

  it("is the same each time", () => {
    fc.assert(fc.property(fc.array(event), (events) => assert.deepEqual(recordOf(...events), recordOf(...events))));
  });

  it("keeps its samples when answers and ratings are told again", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const responses = events.filter(({ k }) => k === "response");
        const ratings = events.filter(({ k }) => k === "rating");
        const samples = (...told: readonly RunEvent[]) =>
          new Map([...recordOf(...told).samples].filter(([, { response }]) => isAnswered(response)));
        assert.deepEqual(samples(...responses, ...ratings, ...responses, ...ratings), samples(...responses, ...ratings));
      }),
    );
  });

  it("never counts more open calls than calls", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const { open, calls } = recordOf(...events);
        assert.ok(open.size <= calls.generation + calls.rating);
      }),
    );
  });
});

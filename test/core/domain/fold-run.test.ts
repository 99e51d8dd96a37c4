// The fold of a run's events: attempts, interrupted calls, late answers, ratings and states.
import assert from "node:assert/strict";
import fc from "fast-check";
import { hashBytes } from "../../../src/core/base/hash.ts";
import type { ResponseStatus, RunEvent, StateEvent } from "../../../src/core/domain/run-event.ts";
import { applyRunEvent, beginJournal } from "../../../src/core/domain/fold-run.ts";
import { outputText } from "../../../src/core/domain/run-facts.ts";
import { emptyRecord, isAnswered } from "../../../src/core/domain/run-record.ts";
import {
  bytesPerLine,
  evaluationOf,
  failedResponseOf,
  ratingOf,
  recordOf,
  responseOf,
  startOf,
  withoutPlaces,
} from "../../support/event-factories.ts";
import { hashOf } from "../../support/factories.ts";

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
  /** Which of the events is the response in the end. */
  const cases: readonly [string, readonly RunEvent[], number | undefined][] = [
    ["keeps an answer", [first], 0],
    ["lets an answer replace an error", [failed, second], 1],
    ["lets a later error replace an earlier one", [failed, failedResponseOf(sample, "again")], 1],
    ["never lets a second answer replace the first", [first, second], 0],
    ["never lets an error replace an answer", [first, failed], 0],
    ["never lets a late answer replace one", [first, late], 0],
    ["never lets a late answer replace an error", [failed, late], 0],
    ["does not let a cancelled call replace an error", [failed, responseOf(sample, { status: "cancelled" })], 0],
    ["knows no sample of which nothing but a late answer came", [late], undefined],
  ];
  for (const [title, events, expected] of cases) {
    it(title, () => {
      const start = recordOf(...events).samples.get(sampleHash)?.response?.start;
      assert.equal(start, expected === undefined ? undefined : expected * bytesPerLine);
    });
  }

  it("keeps what figures need, and the place of the rest", () => {
    const { fingerprint, ...facts } = recordOf(second).samples.get(sampleHash)?.response ?? assert.fail();
    const { usage, cost } = second;
    assert.deepEqual(
      [facts, typeof fingerprint],
      [
        { status: "ok", finish: "stop", model: "test-1", usage, cost, latencyMs: 100, error: null, journal: 0, start: 0, length: 5 },
        "number",
      ],
    );
  });

  it("knows equal outputs from others, wherever they are kept", () => {
    const output = { text: "first", toolCalls: [] };
    const fingerprints = [
      responseOf(sample, { output }),
      responseOf(sample, { output: null, blob: hashBytes(new TextEncoder().encode(outputText(output))) }),
      responseOf(sample, { output: { ...output, text: "second" } }),
    ].map((event) => recordOf(event).samples.get(sampleHash)?.response?.fingerprint);
    assert.deepEqual([fingerprints[0] === fingerprints[1], fingerprints[0] === fingerprints[2]], [true, false]);
  });

  it("cuts a long message to what can be shown, and holds on to no more", () => {
    const error = recordOf(failedResponseOf(sample, "\u{1F600}".repeat(5000))).samples.get(sampleHash)?.response?.error;
    assert.deepEqual([error?.message.length, error?.message.isWellFormed()], [999, true]);
  });

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
      ratingOf(sample, { value: 1, label: "pass" }),
    );
    assert.deepEqual(
      [...record.samples.get(sampleHash)!.ratings].map(([criterion, { label }]) => [criterion, label]),
      [
        ["c1", "pass"],
        ["c2", "pass"],
      ],
    );
  });

  it("keeps where their lines lie, those that stand side by side as one", () => {
    const record = emptyRecord();
    const journals = ["journal-1.jsonl", "journal-2.jsonl"].map((name) => beginJournal(record, name)) as [number, number];
    const place = (journal: number, start: number, length: number) => ({ journal, start, length });
    applyRunEvent(record, responseOf(sample), place(journals[0], 0, 99));
    applyRunEvent(record, ratingOf(sample), place(journals[0], 100, 9));
    applyRunEvent(record, ratingOf(sample, { criterion: "c2" }), place(journals[0], 110, 9));
    applyRunEvent(record, ratingOf(sample, { criterion: "c3" }), place(journals[0], 130, 9));
    applyRunEvent(record, ratingOf(sample, { criterion: "c4" }), place(journals[1], 140, 9));
    assert.deepEqual(record.samples.get(sampleHash)?.ratingLines, [place(0, 100, 19), place(0, 130, 9), place(1, 140, 9)]);
  });

  it("lets one object stand for all ratings that say the same", () => {
    const record = recordOf(
      responseOf(sample),
      ratingOf(sample),
      ratingOf(sample, { criterion: "c2" }),
      ratingOf(sample, { criterion: "c3", value: 0.5 }),
    );
    const ratings = record.samples.get(sampleHash)!.ratings;
    assert.deepEqual([ratings.get("c1") === ratings.get("c2"), ratings.get("c3")], [true, { value: 0.5, label: "pass", error: null }]);
    // Scores are many: a list of those would grow with the run.
    assert.equal(record.sharedRatings.facts.size, 1);
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
        const samples = (...told: readonly RunEvent[]) => {
          const record = recordOf(...told);
          const answered = [...record.samples].filter(([, { response }]) => isAnswered(response));
          return withoutPlaces({ ...record, samples: new Map(answered) }).samples;
        };
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

describe("the fold of evaluations", () => {
  const told = (...events: readonly RunEvent[]) =>
    [...recordOf(...events).evaluations.values()].map(({ variant, value }) => [variant, value]);
  const all = [responseOf(sample), ratingOf(sample), evaluationOf("baseline"), evaluationOf("short", { value: 2 })];

  it("keeps the last one of each evaluator and arm", () => {
    assert.deepEqual(told(...all, evaluationOf("baseline", { value: 3 })), [
      ["baseline", 3],
      ["short", 2],
    ]);
  });

  it("forgets them when a sample of the plan is answered or rated after them", () => {
    assert.deepEqual([told(...all, ratingOf(sample)), told(...all, responseOf({ row: "r2" }))], [[], []]);
  });

  it("keeps them through what changes no sample of the plan: late answers, and rows that are run again for a gate", () => {
    const again = [responseOf({ row: "r2" }, { rerun: 1 }), ratingOf({ row: "r2" })];
    assert.equal(told(...all, responseOf(sample, { status: "late" }), ...again).length, 2);
  });
});

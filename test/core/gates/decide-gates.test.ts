// The gates of a run: every kind of rule with its sentence, how rules combine, and all that must never pass.
import assert from "node:assert/strict";
import type { GateDocument } from "../../../src/core/domain/experiment.ts";
import { newcombePairedDifference } from "../../../src/core/stats/paired-proportions.ts";
import { ratingOf, responseOf } from "../../support/event-factories.ts";
import { decide, mix, rulingOf, type Arms, type GatedRun } from "./gate-fixtures.ts";

const noWorse: GateDocument = { metric: "pass_rate", no_worse_than: 0.05 };

/** 200 rows: 160 pass in the baseline, and of those `lost` fail in the variant. */
function losing(lost: number): Arms {
  return { baseline: mix({ P: 160, F: 40 }), short: `${mix({ F: lost, P: 160 - lost })}${mix({ F: 40 })}` };
}

function totalOf(arms: Arms, run: GatedRun): readonly [string | null | undefined, string | undefined] {
  const gates = decide(arms, run);
  return [gates?.verdict, gates?.sentence];
}

describe("decideGates: sentences", () => {
  const alike: Arms = { baseline: mix({ P: 38, F: 2 }), short: mix({ P: 39, F: 1 }) };
  const cases: readonly (readonly [string, Arms, GateDocument, string, string])[] = [
    [
      "a loss that is ruled out",
      losing(0),
      noWorse,
      "pass",
      "pass_rate of short is at most 5 points worse than baseline: the change is 0 points (between -1.1 and +1.1 points).",
    ],
    [
      "a loss that is neither shown nor ruled out",
      losing(6),
      noWorse,
      "inconclusive",
      "Not shown to be safe, not shown to be worse: pass_rate of short is to be at most 5 points worse than baseline, and the change is -3 points (between -5.3 and -0.8 points). About 1532 rows would settle it.",
    ],
    [
      "a loss",
      losing(40),
      noWorse,
      "fail",
      "pass_rate of short is more than 5 points worse than baseline: the change is -20 points (between -24.7 and -15.3 points).",
    ],
    [
      "a gain",
      { baseline: mix({ P: 100, F: 100 }), short: mix({ P: 150, F: 50 }) },
      { metric: "criterion.c1", better_by: 0.1 },
      "pass",
      "criterion.c1 of short is better than baseline by more than 10 points: the change is +25 points (between +19.8 and +30 points).",
    ],
    [
      "no gain",
      losing(40),
      { metric: "score", better_by: 0 },
      "fail",
      "score of short is not better than baseline: the change is -20 points (between -24.7 and -15.3 points).",
    ],
    [
      "a floor that the figure reaches",
      alike,
      { metric: "pass_rate", at_least: 0.975 },
      "pass",
      "pass_rate of short is at least 97.5%: it is 97.5% (between 89.5% and 99.4%).",
    ],
    [
      "a floor that it does not reach",
      alike,
      { metric: "pass_rate", at_least: 0.98 },
      "fail",
      "pass_rate of short is less than 98%: it is 97.5% (between 89.5% and 99.4%).",
    ],
    [
      "a floor by evidence",
      alike,
      { metric: "pass_rate", at_least: 0.95, rule: "evidence" },
      "inconclusive",
      "Not shown to be enough, not shown to be too little: pass_rate of short is to be at least 95%, and it is 97.5% (between 89.5% and 99.4%). About 359 rows would settle it.",
    ],
    [
      "a ceiling over the baseline",
      alike,
      { metric: "tokens", no_more_than: "-10%" },
      "fail",
      "tokens of short is less than 10% below baseline: it is 15 tokens against 15 tokens of baseline.",
    ],
    [
      "a p95 of few answers",
      alike,
      { metric: "latency_p95", no_more_than: "1s" },
      "inconclusive",
      "Not shown to be within the limit, not shown to exceed it: latency_p95 of short is to be at most 1000 ms, and it is 100 ms. A p95 needs 60 answers, and short has 40.",
    ],
    [
      "fewer rows than evidence takes",
      { baseline: mix({ F: 19 }), short: mix({ P: 19 }) },
      noWorse,
      "inconclusive",
      "Not shown to be safe, not shown to be worse: pass_rate of short is to be at most 5 points worse than baseline, and the change is +100 points (between +82.4 and +100 points). To pass by evidence takes at least 20 rows. About 20 rows would settle it.",
    ],
  ];
  for (const [title, arms, gate, verdict, sentence] of cases)
    it(title, () => {
      const ruling = rulingOf(arms, gate);
      assert.deepEqual([ruling.verdict, ruling.sentence], [verdict, sentence]);
    });
});

describe("decideGates: by evidence", () => {
  it("passes and fails where Newcombe's interval at 1 - 2·alpha leaves the margin, and is inconclusive in between", () => {
    const losses = Array.from({ length: 41 }, (_, lost) => lost);
    const expected = losses.map((lost) => {
      const table = { bothPass: 160 - lost, onlyVariant: 0, onlyBaseline: lost, bothFail: 40 };
      const { lower, upper } = newcombePairedDifference(table, 0.9);
      return lower > -0.05 ? "pass" : upper < -0.05 ? "fail" : "inconclusive";
    });
    assert.deepEqual(
      losses.map((lost) => rulingOf(losing(lost), noWorse).verdict),
      expected,
    );
    assert.deepEqual([...new Set(expected)], ["pass", "inconclusive", "fail"]);
  });
});

describe("decideGates: as a whole", () => {
  const [holds, breaks, open] = [
    { metric: "pass_rate", at_least: 0.1 },
    { metric: "pass_rate", at_least: 0.9 },
    { metric: "pass_rate", better_by: 0.01 },
  ];
  const cases: readonly (readonly [string, readonly GateDocument[], string, string])[] = [
    ["passes when every rule holds", [holds, noWorse], "pass", "Gate passed: all 2 rules hold."],
    [
      "is inconclusive when a rule is, and none fails",
      [holds, open],
      "inconclusive",
      "Gate inconclusive: 1 of 2 rules is not settled, and none fails.",
    ],
    ["fails when a rule does, whatever the others", [holds, open, breaks], "fail", "Gate failed: 1 of 3 rules does not hold."],
  ];
  for (const [title, gates, verdict, sentence] of cases)
    it(title, () => assert.deepEqual(totalOf(losing(0), { gates }), [verdict, sentence]));

  it("has nothing to say of a run without gates", () => {
    assert.equal(decide(losing(0), { gates: [] }), null);
  });

  it("is not decided by a part of the rows, nor by a run against itself", () => {
    const partial = decide(losing(0), { gates: [noWorse], changes: { isPartial: true } });
    const again = decide(losing(0), { gates: [noWorse], changes: { purpose: "aa" } });
    assert.deepEqual([partial?.verdict, partial?.rulings, again?.verdict], [null, [], null]);
  });

  it("is incomplete while a sample is missing or not rated, though others are there too many", () => {
    const missing = totalOf({ baseline: mix({ P: 30 }), short: "P".repeat(29) }, { gates: [noWorse], changes: { samples: 60 } });
    const unrated = totalOf({ baseline: mix({ P: 30 }), short: `${"P".repeat(29)}U` }, { gates: [noWorse] });
    const sentence =
      "Incomplete: 1 of 60 samples is missing. Finish the run with `touchstone resume 019b7777-0000-7000-8000-000000000001`.";
    const uneven = totalOf({ baseline: "P".repeat(31), short: "P".repeat(29) }, { gates: [noWorse] });
    assert.deepEqual([missing, unrated, uneven[0]], [["incomplete", sentence], ["incomplete", sentence], "incomplete"]);
  });

  it("is incomplete where more than 2% of an arm ended in an error, or more than the gates allow", () => {
    const arms = { baseline: mix({ P: 100 }), short: mix({ P: 97, E: 2, J: 1 }) };
    const wider = { metric: "error_rate", no_more_than: 0.03 };
    assert.deepEqual(
      [totalOf(arms, { gates: [noWorse] }), totalOf(arms, { gates: [{ metric: "pass_rate", at_least: 0.9 }, wider] })[0]],
      [
        [
          "incomplete",
          "Incomplete: 3 of 100 samples of short ended in an error, and the gates allow 2%. Try again with `touchstone retry`.",
        ],
        "pass",
      ],
    );
  });

  it("gates every variant, and the baseline where there is nothing else", () => {
    const two = decide({ baseline: "PP", short: "PF", long: "PP" }, { gates: [{ metric: "pass_rate", at_least: 1 }] });
    const alone = decide({ baseline: "PF" }, { gates: [{ metric: "pass_rate", at_least: 0.5 }, noWorse] });
    assert.deepEqual(
      [two, alone].map((gates) => gates?.rulings.map(({ variant, verdict }) => [variant, verdict])),
      [
        [
          ["short", "fail"],
          ["long", "pass"],
        ],
        [
          ["baseline", "pass"],
          ["baseline", "inconclusive"],
        ],
      ],
    );
    assert.equal(alone?.rulings[1]?.sentence, "pass_rate of baseline is to be compared, and this run has nothing to compare it with.");
  });

  it("asks more of each gain the more gains are asked for", () => {
    const arms = { baseline: mix({ F: 40, P: 60 }), short: `${mix({ P: 5, F: 35 })}${mix({ P: 60 })}` };
    const gate = { metric: "pass_rate", better_by: 0.001 };
    const alone = rulingOf(arms, gate);
    const amongFive = decide(arms, { gates: Array(5).fill(gate) })?.rulings[0];
    assert.deepEqual([alone.verdict, amongFive?.verdict], ["pass", "inconclusive"]);
    assert.match(amongFive?.sentence ?? "", /It is one of 5 rules that ask for a gain, and each of them has to be surer for that\./);
  });
});

describe("decideGates: what never passes", () => {
  it("counts an error against every kind of rule about a fraction", () => {
    const arms = { baseline: mix({ P: 100 }), short: mix({ P: 99, E: 1 }) };
    const verdicts = [
      { metric: "pass_rate", at_least: 1 },
      { metric: "score", at_least: 1 },
      { metric: "criterion.c1", at_least: 1 },
      { metric: "criterion.c1", no_more_than: 0.999, rule: "point" as const },
      { metric: "refusal_rate", no_more_than: 0 },
    ].map((gate) => rulingOf(arms, gate).verdict);
    assert.deepEqual(verdicts, ["fail", "fail", "fail", "fail", "fail"]);
  });

  it("does not pass by an error of the baseline, which makes the variant look good", () => {
    const arms = { baseline: mix({ P: 99, E: 1 }), short: mix({ P: 99, F: 1 }) };
    const ruling = rulingOf(arms, { metric: "pass_rate", no_worse_than: 0.005, rule: "point" });
    assert.equal(ruling.verdict, "inconclusive");
    assert.match(ruling.sentence, /1 sample of baseline ended in an error and could have passed: try again with `touchstone retry`\.$/);
  });

  it("does not pass with a cost, a time or tokens that were not measured, and fails where the others fail", () => {
    const arms = { baseline: mix({ P: 100 }), short: mix({ P: 100 }) };
    const cached = { cost: { usd: 0, source: "free", cached: true } } as const;
    const more = ["baseline", "short"].flatMap((variant) => [
      responseOf({ row: "r101", variant }, cached),
      ratingOf({ row: "r101", variant }),
    ]);
    const run = { changes: { samples: 202 }, more };
    const within = rulingOf(arms, { metric: "latency_p50", no_more_than: 1000 }, run);
    const beyond = rulingOf(arms, { metric: "latency_p50", no_more_than: 50 }, run);
    const cost = rulingOf({ baseline: mix({ P: 99, E: 1 }), short: mix({ P: 100 }) }, { metric: "cost_per_sample", no_more_than: "+10%" });
    assert.deepEqual([within.verdict, beyond.verdict, cost.verdict], ["inconclusive", "fail", "inconclusive"]);
    assert.match(within.sentence, /1 sample had nothing to measure: .* run with `--fresh`\.$/);
  });

  it("fails without rows, and takes a category that was pinned without any for one", () => {
    const gate = { metric: "pass_rate", at_least: 0, by: "segment" };
    const ruling = rulingOf({ baseline: "P" }, gate, { gateRows: [] });
    assert.deepEqual(
      [ruling.verdict, ruling.sentence],
      ["fail", "pass_rate of baseline has no row to be decided by, and a rule without rows fails."],
    );
  });

  it("passes no gate that it cannot read, and none whose rows were not kept", () => {
    const unknown = rulingOf({ baseline: "P" }, { metric: "charm", at_least: 0 });
    const broken = rulingOf({ baseline: "P" }, { charm: 1 } as GateDocument);
    const rowless = rulingOf({ baseline: "P" }, { metric: "pass_rate", at_least: 0, by: "segment" });
    assert.deepEqual(
      [unknown, broken, rowless].map(({ verdict, sentence }) => [verdict, sentence]),
      [
        ["inconclusive", "Gate 1 of this run is none that this version can decide."],
        ["inconclusive", "Gate 1 of this run is none that this version can decide."],
        ["inconclusive", "Gate 1 names rows, and this run did not keep which: run it again."],
      ],
    );
  });

  it("does not pass by rows that are not in the run", () => {
    const gateRows = [{ gate: 0, value: null, rows: ["r01", "r99"] }];
    const gate = { metric: "pass_rate", at_least: 1, rows: { filter: { tier: ["must"] } } };
    const ruling = rulingOf({ baseline: "P" }, gate, { gateRows });
    assert.deepEqual([ruling.verdict, ruling.sentence.includes("1 row of 2 did not end in every arm.")], ["inconclusive", true]);
  });
});

describe("decideGates: rows and categories", () => {
  it("decides for each category by its own rows", () => {
    const gateRows = [
      { gate: 0, value: "EU", rows: ["r01", "r02"] },
      { gate: 0, value: "", rows: ["r03"] },
      { gate: 1, value: null, rows: ["r02"] },
    ];
    const byRegion = { metric: "pass_rate", at_least: 1, by: "region" };
    const ofOne = { metric: "pass_rate", at_least: 1, rows: { filter: { id: ["r02"] } } };
    const gates = decide({ baseline: "PPF" }, { gates: [byRegion, ofOne], gateRows });
    assert.deepEqual(
      gates?.rulings.map(({ category, verdict, rows, sentence }) => [category, verdict, rows, sentence.split(" is ")[0]]),
      [
        ["EU", "pass", 2, "pass_rate of baseline (region EU)"],
        ["", "fail", 1, "pass_rate of baseline (without region)"],
        [null, "pass", 1, "pass_rate of baseline (id r02)"],
      ],
    );
  });

  const must = { must_pass: "all" as const, rows: { filter: { tier: ["must"] } } };
  const gateRows = [{ gate: 0, value: null, rows: ["r01", "r02"] }];
  const cases: readonly (readonly [string, readonly string[], string, string])[] = [
    ["passes when each of them does", ["PPF"], "pass", "2 rows of baseline (tier must) must pass, and they do."],
    [
      "is open while a row has failed once",
      ["PFP"],
      "inconclusive",
      "2 rows of baseline (tier must) must pass: r02 failed once. Two more runs of it would settle it: `touchstone gate` makes them, and so does `epochs: 3`.",
    ],
    [
      "fails by two failures of three",
      ["PFP", "PPP", "PFP"],
      "fail",
      "2 rows of baseline (tier must) must pass: r02 failed in two of three runs.",
    ],
    ["forgives one failure of three", ["PFP", "PPP", "PPP"], "pass", "2 rows of baseline (tier must) must pass, and they do."],
  ];
  for (const [title, baseline, verdict, sentence] of cases)
    it(`must_pass ${title}`, () => {
      const ruling = rulingOf({ baseline }, must, { gateRows });
      assert.deepEqual([ruling.verdict, ruling.sentence], [verdict, sentence]);
    });
});

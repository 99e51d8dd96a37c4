// A run in figures: each variant against the baseline, families of tests, the calls, and every warning.
import assert from "node:assert/strict";
import { summarizeRun, type RunSummary } from "../../../src/core/comparison/summarize-run.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { armEvents, failedResponseOf, ratingOf, recordOf, responseOf, startOf } from "../../support/event-factories.ts";
import { hashOf, manifestCriterionOf, manifestOf } from "../../support/factories.ts";

const [real, simulated] = [
  { id: "openai/writer", provider: "openai", origin: "https://api.openai.com", requested: "writer", params: {}, api: null },
  { id: "simulated/judge", provider: "simulated", origin: null, requested: "judge", params: {}, api: null },
];

/** A summary of arms by name, each as the letters of `armEvents`. */
function summaryOf(arms: Readonly<Record<string, string>>, changes: Partial<RunManifest> = {}, more: readonly RunEvent[] = []): RunSummary {
  const names = Object.keys(arms);
  const samples = Object.values(arms).join("").replaceAll(" ", "").length;
  return summarizeRun(
    manifestOf(names, { samples, models: [real], ...changes }),
    recordOf(...Object.entries(arms).flatMap(([name, letters]) => armEvents(name, letters)), ...more),
  );
}

/** Passed samples of the baseline whose answers came without usage. */
function uncounted(...rows: readonly string[]): RunEvent[] {
  return rows.flatMap((row) => [responseOf({ row }, { usage: null }), ratingOf({ row })]);
}

function warningsOf(...parameters: Parameters<typeof summaryOf>): readonly string[] {
  return summaryOf(...parameters).warnings;
}

function billingWarningsOf(...parameters: Parameters<typeof summaryOf>): readonly string[] {
  return summaryOf(...parameters).billingWarnings;
}

describe("summarizeRun: comparisons", () => {
  it("compares each variant with the baseline, and the baseline with nobody", () => {
    const { variants } = summaryOf({ baseline: "PF", short: "PP", long: "FF" });
    assert.deepEqual(
      variants.map(({ name, comparison }) => [name, comparison && [comparison.baseline, comparison.won, comparison.lost]]),
      [
        ["baseline", null],
        ["short", ["baseline", 1, 0]],
        ["long", ["baseline", 0, 1]],
      ],
    );
  });

  it("adjusts the primary metric over the variants, and criteria over criteria and variants", () => {
    const manifest = {
      criteria: { ...manifestOf().criteria, items: [manifestCriterionOf("c1"), manifestCriterionOf("c2"), manifestCriterionOf("c3")] },
    };
    const rateAll = ["c2", "c3"].flatMap((criterion) =>
      ["baseline", "short", "long"].flatMap((variant) => ["r01", "r02"].map((row) => ratingOf({ row, variant }, { criterion }))),
    );
    const { variants } = summaryOf({ baseline: "PF", short: "PP", long: "FF" }, manifest, rateAll);
    assert.deepEqual(
      variants.slice(1).map(({ comparison }) => [comparison?.family, comparison?.criteria.map(({ metric, family }) => [metric, family])]),
      [
        [
          2,
          [
            ["criterion.c1", 6],
            ["criterion.c2", 6],
            ["criterion.c3", 6],
          ],
        ],
        [
          2,
          [
            ["criterion.c1", 6],
            ["criterion.c2", 6],
            ["criterion.c3", 6],
          ],
        ],
      ],
    );
  });

  it("compares each variant's own criteria", () => {
    const { variants } = summaryOf({ baseline: "PF", short: "PP", long: "FF" });
    assert.deepEqual(
      variants.slice(1).map(({ comparison }) => comparison?.criteria.map(({ won, lost }) => [won, lost])),
      [[[1, 0]], [[0, 1]]],
    );
  });

  it("decides by the plan's primary metric", () => {
    const experiment = { ...manifestOf().experiment, plan: { primary: "criterion.c1", margin: 0.05, alpha: 0.05 } };
    assert.equal(summaryOf({ baseline: "PF", short: "PP" }, { experiment }).variants[1]?.comparison?.metric, "criterion.c1");
  });

  it("writes the sentence with the names of both arms", () => {
    assert.equal(
      summaryOf({ baseline: "P", short: "P" }).variants[1]?.comparison?.sentence,
      "Not enough rows to tell short from baseline: 1 row cannot show any change. About 312 rows would show 5 points.",
    );
  });

  it("has no comparison where no row has ended in both arms", () => {
    assert.equal(summaryOf({ baseline: "P ", short: " P" }).variants[1]?.comparison, null);
  });
});

describe("summarizeRun: counts", () => {
  it("counts the samples that have not ended", () => {
    assert.equal(summaryOf({ baseline: "PU" }, { samples: 5 }).missing, 4);
  });

  it("counts errors over all arms", () => {
    assert.equal(summaryOf({ baseline: "PE", short: "JJ" }).errors, 3);
  });

  it("counts the requests sent, by kind", () => {
    const starts = [
      startOf({ row: "r01" }),
      startOf({ row: "r01" }, { attempt: 2 }),
      startOf({ row: "r01" }, { criteria: ["c1"], request: hashOf("judging") }),
    ];
    assert.deepEqual(summaryOf({ baseline: "P" }, {}, starts).calls, {
      generation: 2,
      rating: 1,
      retried: 1,
      cached: 0,
      possiblyBilledTwice: 0,
    });
  });

  it("adds up what was spent, the judge included", () => {
    const name = { row: "r09" };
    const { provider, usage, time, retries, possiblyBilledAttempts } = responseOf(name);
    const cost = { usd: 0.25, source: "table", cached: false } as const;
    const judge = {
      model: "openai/judge",
      request: startOf(name).request,
      attempt: 1,
      provider,
      usage,
      cost: { ...cost, usd: 0.5 },
      time,
      retries,
      possiblyBilledAttempts,
    };
    assert.equal(summaryOf({ baseline: "P" }, {}, [responseOf(name, { cost }), ratingOf(name, { judge })]).spentUsd, 0.75);
  });

  it("says when each variant was completed", () => {
    const { variants } = summaryOf({ baseline: "PE", short: "PU", long: "" }, { samples: 6 });
    assert.deepEqual(
      variants.map(({ completedAt }) => completedAt),
      ["2026-01-01T00:00:00.000Z", null, null],
    );
  });
});

describe("summarizeRun: warnings", () => {
  const many = "PF".repeat(50);

  it("gives none for a whole run without errors", () => {
    assert.deepEqual(warningsOf({ baseline: "PF", short: "PP" }), []);
  });

  for (const [what, warnings, expected] of [
    [
      "simulated answers",
      warningsOf({ baseline: "P" }, { models: [simulated] }),
      ["Every answer is simulated: the figures show how Touchstone works, not how good a prompt is."],
    ],
    [
      "answers of which some are simulated",
      warningsOf({ baseline: "P" }, { models: [real, simulated, { ...simulated, params: { seed: 1 } }] }),
      ["Some answers are simulated (simulated/judge): those figures show how Touchstone works, not how good a prompt is."],
    ],
    [
      "missing samples",
      warningsOf({ baseline: "PU" }, { samples: 4 }),
      ["3 of 4 samples are missing: finish them with `touchstone resume 019b7777-0000-7000-8000-000000000001`."],
    ],
    [
      "errors above two percent, with both rates",
      warningsOf({ baseline: `${many}EEE` }),
      ["3 of 103 samples of baseline ended in an error and count as failures (pass rate 48.5% with them as failures, 50.0% without)."],
    ],
    ["nothing but errors", warningsOf({ baseline: "EE" }), ["2 of 2 samples of baseline ended in an error and count as failures."]],
    [
      "rating errors",
      warningsOf({ baseline: "PJ" }),
      ["1 of 2 samples of baseline ended in an error and counts as a failure (pass rate 50.0% with them as failures, 100.0% without)."],
    ],
    [
      "a difference inside the margin",
      warningsOf(
        { baseline: many.repeat(4), short: many.repeat(4) },
        { experiment: { ...manifestOf().experiment, plan: { primary: "pass_rate", margin: 0.2, alpha: 0.05 } } },
      ),
      ["Any difference between short and baseline is smaller than your margin."],
    ],
  ] as const) {
    it(`warns of ${what}`, () => {
      assert.deepEqual(warnings, expected);
    });
  }

  for (const [what, warnings, expected] of [
    [
      "a call that was never answered",
      billingWarningsOf({ baseline: "PP" }, {}, [startOf({ row: "r01" })]),
      ["1 call was sent and never answered; it may have been billed."],
    ],
    [
      "calls that were never answered",
      billingWarningsOf({ baseline: "PP" }, {}, [startOf({ row: "r01" }), startOf({ row: "r02" })]),
      ["2 calls were sent and never answered; they may have been billed."],
    ],
    [
      "an answer without token counts",
      warningsOf({ baseline: "P" }, { samples: 2 }, uncounted("r90")),
      ["1 answer of baseline came without token counts; tokens and cost are incomplete."],
    ],
    [
      "answers without token counts",
      warningsOf({ baseline: "P" }, { samples: 3 }, uncounted("r90", "r91")),
      ["2 answers of baseline came without token counts; tokens and cost are incomplete."],
    ],
  ] as const) {
    it(`warns of ${what}`, () => {
      assert.deepEqual(warnings, expected);
    });
  }

  it("does not call arms equal that it has too few rows to tell apart", () => {
    const short = { ...manifestOf().experiment, plan: { primary: "score", margin: 0.2, alpha: 0.05 } };
    assert.deepEqual(warningsOf({ baseline: "PFPFP", short: "PFPFP" }, { experiment: short }), []);
  });

  it("does not call arms equal when few rows lie inside a wide margin", () => {
    const wide = { ...manifestOf().experiment, plan: { primary: "pass_rate", margin: 0.9, alpha: 0.05 } };
    assert.deepEqual(warningsOf({ baseline: "P".repeat(19), short: "P".repeat(19) }, { experiment: wide }), []);
  });

  it("gives none for errors up to two percent", () => {
    assert.deepEqual(warningsOf({ baseline: `${"P".repeat(98)}EE` }), []);
  });

  it("counts the reasons of errors, in the same order however they happened", () => {
    const failures = ["d", "b", "b", "a", "c"].map((reason, index) => failedResponseOf({ row: `x${index}` }, reason));
    const expected = [
      { message: "b", count: 2 },
      { message: "a", count: 1 },
      { message: "c", count: 1 },
      { message: "d", count: 1 },
    ];
    const reasonsOf = (events: readonly RunEvent[]): unknown => summaryOf({ baseline: "P" }, {}, events).errorReasons;
    assert.deepEqual([reasonsOf(failures), reasonsOf([...failures].reverse())], [expected, expected]);
  });

  it("warns of calls that may have been billed without an answer that counts", () => {
    const twice = failedResponseOf({ row: "r99" });
    assert.deepEqual(billingWarningsOf({ baseline: "P".repeat(98) }, { samples: 99 }, [{ ...twice, possiblyBilledAttempts: 2 }]), [
      "2 calls may have been billed without an answer that counts.",
    ]);
  });

  it("warns of answers of several models to one arm", () => {
    const [first, second] = [{ row: "r90" }, { row: "r91" }];
    const { provider } = responseOf(first);
    const events = [
      responseOf(first, { provider: { ...provider, model: "m-2" } }),
      ratingOf(first),
      responseOf(second, { provider: { ...provider, model: null } }),
      ratingOf(second),
    ];
    assert.deepEqual(warningsOf({ baseline: "P" }, { samples: 3 }, events), [
      "The provider answered for baseline with 2 different models: m-2, test-1.",
    ]);
  });
});

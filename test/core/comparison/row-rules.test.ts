// What a row counts as: by the reducer of the run, and in groups; figures, comparisons and their words.
import assert from "node:assert/strict";
import { armFigures } from "../../../src/core/comparison/arm-figures.ts";
import { scoreArm, type ScoredSample } from "../../../src/core/comparison/arm-samples.ts";
import { compareArms, type MetricComparison } from "../../../src/core/comparison/compare-arms.ts";
import { plainRows, rowRulesOf, rowValue, type RowRules } from "../../../src/core/comparison/row-rules.ts";
import { verdictSentence } from "../../../src/core/comparison/sentence.ts";
import { summarizeRun, type VariantSummary } from "../../../src/core/comparison/summarize-run.ts";
import type { Reducer } from "../../../src/core/domain/reducer.ts";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { clusteredMean } from "../../../src/core/stats/clusters.ts";
import { wilsonInterval } from "../../../src/core/stats/wilson.ts";
import { armEvents, recordOf } from "../../support/event-factories.ts";
import { manifestCriterionOf, manifestOf } from "../../support/factories.ts";

const criteria = { items: [manifestCriterionOf("c1")], threshold: null };
const plan = { primary: "pass_rate", margin: 0.05, alpha: 0.05 };

function arm(...epochs: readonly string[]): ScoredSample[] {
  const events = epochs.flatMap((letters, epoch) => armEvents("arm", letters, { epoch }));
  return scoreArm(recordOf(...events), "arm", criteria);
}

function compare(
  variant: readonly ScoredSample[],
  baseline: readonly ScoredSample[],
  rules: RowRules,
  metric = "pass_rate",
): MetricComparison {
  const [comparison] = compareArms([{ samples: variant, metric }], baseline, plan, 1, rules);
  if (comparison == null) throw new Error("no row is shared");
  return comparison;
}

/** Rows r01, r02 … in groups of `size`. */
function groupsOf(rows: number, size: number): NonNullable<RunManifest["collection"]["clusters"]> {
  const ids = Array.from({ length: rows }, (_, index) => `r${String(index + 1).padStart(2, "0")}`);
  const groups = Array.from({ length: Math.ceil(rows / size) }, (_, group) => ids.slice(group * size, (group + 1) * size));
  return { column: "customer", groups };
}

function inGroups(rows: number, size: number, reduce?: Reducer): RowRules {
  const { collection, criteria } = manifestOf();
  return rowRulesOf({
    criteria,
    collection: { ...collection, clusters: groupsOf(rows, size) },
    ...(reduce === undefined ? {} : { reduce }),
  });
}

describe("rowValue", () => {
  const samples = arm("P", "P", "E");
  for (const [reducer, value] of [
    ["mean", 2 / 3],
    ["mode", 1],
    [{ at_least: 3 }, 0],
    [{ pass_at: 2 }, 1],
  ] as const) {
    it(`is ${value} by ${JSON.stringify(reducer)}, an error being a fail`, () => {
      const values = ["pass_rate", "criterion.c1"].map((metric) => rowValue(samples, metric, { reducer }));
      assert.deepEqual(values, [value, value]);
    });
  }

  it("is a mean for a score, whatever the reducer", () => {
    assert.equal(rowValue(samples, "score", { reducer: { at_least: 3 } }), 2 / 3);
  });
});

describe("rows of several epochs by a reducer", () => {
  // By rows: 3 of 3, 2 of 3, 1 of 3, 0 of 3 passes.
  const samples = arm("PPPF", "PPFF", "PFFF");
  const rules = (reducer: Reducer): RowRules => ({ reducer, groupOf: null });

  for (const [reducer, passes] of [
    ["mode", 2],
    [{ at_least: 1 }, 3],
    [{ at_least: 3 }, 1],
  ] as const) {
    it(`pass or fail by ${JSON.stringify(reducer)}, with Wilson's interval`, () => {
      const { lower, upper } = wilsonInterval(passes, 4, 0.95);
      assert.deepEqual(armFigures("arm", samples, criteria, null, rules(reducer)).passRate, { value: passes / 4, lower, upper });
    });
  }

  it("are averaged by pass_at", () => {
    const { passRate } = armFigures("arm", samples, criteria, null, rules({ pass_at: 2 }));
    assert.ok(Math.abs((passRate?.value ?? 0) - (1 + 1 + 2 / 3) / 4) < 1e-12);
  });

  it("are compared by McNemar's test where they pass or fail, else by their means", () => {
    const other = arm("FFFF", "FFFF", "PFFF");
    const comparisons = (["mean", "mode", { at_least: 2 }, { pass_at: 2 }] as const).map((reducer) =>
      compare(samples, other, rules(reducer)),
    );
    assert.deepEqual(
      comparisons.map(({ isBinary, method }) => [isBinary, method.includes("McNemar")]),
      [
        [false, false],
        [true, true],
        [true, true],
        [false, false],
      ],
    );
    assert.deepEqual(comparisons[1]?.difference.value, 0.5);
  });

  it("leaves the complete cases to the same rule", () => {
    const { passRate, completeCasePassRate } = armFigures("arm", arm("PE", "PF", "FE"), criteria, null, rules({ at_least: 2 }));
    assert.deepEqual([passRate?.value, completeCasePassRate], [0.5, 0.5]);
  });

  it("is named in the sentence of the run", () => {
    const letters = ["PPPPPPPPPPPPPPPPPPPPPPPP", "PPPPPPPPPPPPPPPPPPPPPPPP", "FFFFFFFFFFFFFFFFFFFFFFFF"];
    const events = letters.flatMap((each, epoch) => [
      ...armEvents("baseline", "F".repeat(each.length), { epoch }),
      ...armEvents("short", each, { epoch }),
    ]);
    const manifest = manifestOf(["baseline", "short"], { samples: 144, epochs: 3, reduce: { at_least: 2 } });
    const [, variant] = summarizeRun(manifest, recordOf(...events)).variants as [VariantSummary, VariantSummary];
    assert.equal(
      variant.comparison?.sentence,
      "short is better than baseline: 24 rows only short passed, 0 only baseline passed. The gain is +100 points (between +80.5 and +100 points). A row passes when at least 2 of its 3 epochs do.",
    );
  });
});

describe("rows in groups", () => {
  const variant = arm("PPPPPFPPPPPFPPPPPFPPPPPFPPPPPF");
  const baseline = arm("PFFPFFPFFPFFPFFPFFPFFPFFPFFPFF");

  it("are rated by CR1 over the groups", () => {
    const values = [...Array(30).keys()].map((row) => (row % 6 === 5 ? 0 : 1));
    const labels = values.map((_, row) => String(Math.floor(row / 5)));
    const { mean, lower } = clusteredMean(values, labels, 0.95);
    const { passRate } = armFigures("arm", variant, criteria, null, inGroups(30, 5));
    assert.ok(Math.abs((passRate?.value ?? 0) - mean) < 1e-12 && Math.abs((passRate?.lower ?? 0) - lower) < 1e-12);
    assert.equal(passRate?.upper, Math.min(1, passRate?.upper ?? 0));
  });

  it("are compared by flipping the signs of whole groups", () => {
    const { clusters, isBinary, won, lost, method, p } = compare(variant, baseline, inGroups(30, 5));
    assert.deepEqual(
      [clusters, isBinary, won, lost, method, p],
      [6, true, 15, 0, "exact sign-flip test of 6 groups, CR1 interval by group", 2 / 64],
    );
  });

  it("each alone are as many groups as rows", () => {
    assert.equal(compare(variant, baseline, { reducer: "mean", groupOf: (row) => row }).clusters, 30);
  });

  it("get no verdict in four groups, however clear", () => {
    const comparison = compare(arm("P".repeat(40)), arm("F".repeat(40)), inGroups(40, 10));
    assert.equal(comparison.verdict, "not_enough_rows");
    assert.equal(
      verdictSentence("short", "baseline", comparison, 0.05),
      "Not enough groups to tell short from baseline: these are 40 rows in 4 groups, and rows of one group do not count by themselves. It takes at least 5 groups.",
    );
  });

  it("are all that is known in one group: no interval, no verdict", () => {
    const { difference, p, verdict } = compare(variant, baseline, inGroups(30, 30));
    assert.deepEqual([difference.lower, difference.upper, p, verdict], [-1, 1, 1, "not_enough_rows"]);
  });

  it("say in how many groups they lie", () => {
    const [better, none] = [
      compare(arm("P".repeat(40)), arm("FFFP".repeat(10)), inGroups(40, 4)),
      compare(variant, variant, inGroups(30, 3)),
    ];
    assert.match(
      verdictSentence("short", "baseline", better, 0.05),
      /^short is better than baseline: .* These are 40 rows in 10 groups\.$/,
    );
    assert.match(verdictSentence("short", "baseline", none, 0.05), /these 30 rows in 10 groups/);
  });

  it("warn of the interval of few groups", () => {
    const events = [...armEvents("baseline", "PF".repeat(14)), ...armEvents("short", "PP".repeat(14))];
    const warningsOf = (size: number): readonly string[] => {
      const { collection } = manifestOf();
      const manifest = manifestOf(["baseline", "short"], { samples: 56, collection: { ...collection, clusters: groupsOf(28, size) } });
      return summarizeRun(manifest, recordOf(...events)).warnings.filter((warning) => warning.includes("groups"));
    };
    assert.deepEqual(warningsOf(4), ["short is compared over 7 groups: the interval is rough, and the sign-flip test is what to go by."]);
    assert.deepEqual([warningsOf(2), warningsOf(7)], [[], []]);
  });

  it("stand alone in a run that pinned no groups", () => {
    assert.deepEqual(rowRulesOf(manifestOf()), plainRows);
  });
});

// A variant against the baseline: pairs by row, errors as fails, epochs as means, p-values adjusted over the family.
import assert from "node:assert/strict";
import { scoreArm, type ScoredSample } from "../../../src/core/comparison/arm-samples.ts";
import { compareArms, pairRows, type MetricComparison } from "../../../src/core/comparison/compare-arms.ts";
import { metricValue } from "../../../src/core/comparison/metric.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { newcombeWithTail } from "../../../src/core/stats/paired-proportions.ts";
import { armEvents, ratingOf, recordOf, responseOf } from "../../support/event-factories.ts";
import { manifestCriterionOf } from "../../support/factories.ts";

const criteria = { items: [manifestCriterionOf("c1")], threshold: null };
const plan = { primary: "pass_rate", margin: 0.05, alpha: 0.05 };

function arm(letters: string, ...moreEpochs: readonly string[]): ScoredSample[] {
  return samplesOf([letters, ...moreEpochs].flatMap((epochLetters, epoch) => armEvents("arm", epochLetters, { epoch })));
}

function samplesOf(events: readonly RunEvent[]): ScoredSample[] {
  return scoreArm(recordOf(...events), "arm", criteria);
}

function comparisonOf(
  variant: readonly ScoredSample[],
  baseline: readonly ScoredSample[],
  { metric = "pass_rate", margin = 0.05 } = {},
): MetricComparison {
  const [comparison] = compareArms([{ samples: variant, metric }], baseline, { ...plan, margin }, 1);
  if (comparison == null) throw new Error("no row is shared");
  return comparison;
}

function countsOf({ rows, won, lost, tied }: MetricComparison): number[] {
  return [rows, won, lost, tied];
}

describe("metricValue", () => {
  const [passed, failed, errored] = arm("PFE") as [ScoredSample, ScoredSample, ScoredSample];
  for (const [metric, values] of [
    ["pass_rate", [1, 0, 0]],
    ["score", [1, 0, 0]],
    ["criterion.c1", [1, 0, 0]],
    ["criterion.other", [0, 0, 0]],
  ] as const) {
    it(`reads ${metric} of a pass, a fail and an error`, () => {
      assert.deepEqual(
        [passed, failed, errored].map((sample) => metricValue(sample, metric)),
        values,
      );
    });
  }
});

describe("pairRows", () => {
  it("pairs rows that have ended in both arms", () => {
    assert.deepEqual(pairRows(arm("P FPU"), arm("FP PP"), ["pass_rate"]), [
      { metric: "pass_rate", rows: ["r01", "r04"], variant: [1, 1], baseline: [0, 1] },
    ]);
  });

  it("averages the epochs of a row first", () => {
    assert.deepEqual(pairRows(arm("PP", "PF"), arm("FF", "PF"), ["pass_rate"]), [
      { metric: "pass_rate", rows: ["r01", "r02"], variant: [1, 0.5], baseline: [0.5, 0] },
    ]);
  });

  it("keeps several metrics of a row at one place", () => {
    const values = pairRows(arm("EP"), arm("PF"), ["score", "criterion.c1"]);
    assert.deepEqual(values, [
      { metric: "score", rows: ["r01", "r02"], variant: [0, 1], baseline: [1, 0] },
      { metric: "criterion.c1", rows: ["r01", "r02"], variant: [0, 1], baseline: [1, 0] },
    ]);
  });
});

describe("compareArms: counts", () => {
  it("counts won, lost and tied rows", () => {
    assert.deepEqual(countsOf(comparisonOf(arm("PPFFP"), arm("FFPFP"))), [5, 2, 1, 2]);
  });

  it("counts an error as a fail, in either arm", () => {
    assert.deepEqual(countsOf(comparisonOf(arm("EPJE"), arm("PEFE"))), [4, 1, 1, 2]);
  });

  it("counts a row with a higher mean as won", () => {
    assert.deepEqual(countsOf(comparisonOf(arm("PPF", "PFF"), arm("PFF", "FFP"))), [3, 2, 1, 0]);
  });

  it("has no comparison where no row is shared", () => {
    assert.deepEqual(compareArms([{ samples: arm("P"), metric: "pass_rate" }], arm(" P"), plan, 1), [null]);
  });

  it("compares a criterion by itself", () => {
    assert.deepEqual(countsOf(comparisonOf(arm("PPF"), arm("FPF"), { metric: "criterion.c1" })), [3, 1, 0, 2]);
  });
});

describe("compareArms: figures", () => {
  it("takes Newcombe's interval of the paired difference for one epoch", () => {
    const { difference, method } = comparisonOf(arm("P".repeat(30) + "F".repeat(10)), arm("P".repeat(20) + "F".repeat(20)));
    const { lower, upper } = newcombeWithTail({ bothPass: 20, onlyVariant: 10, onlyBaseline: 0, bothFail: 10 }, 0.025);
    assert.deepEqual([difference, method], [{ value: 0.25, lower, upper }, "McNemar mid-p, Newcombe interval"]);
  });

  for (const [what, variant, baseline, method] of [
    ["30 rows with epochs", arm("P".repeat(30), "PF".repeat(15)), arm("F".repeat(30), "F".repeat(30)), "sign-flip test, paired t interval"],
    [
      "20 rows with epochs",
      arm("P".repeat(20), "PF".repeat(10)),
      arm("F".repeat(20), "F".repeat(20)),
      "sign-flip test, BCa bootstrap interval",
    ],
    [
      "10 rows with epochs",
      arm("P".repeat(10), "PF".repeat(5)),
      arm("F".repeat(10), "F".repeat(10)),
      "exact sign-flip test, BCa bootstrap interval",
    ],
    [
      "rows of which only the baseline has epochs",
      arm("P".repeat(30)),
      arm("F".repeat(30), "PF".repeat(15)),
      "sign-flip test, paired t interval",
    ],
    [
      "rows of which only the variant has epochs",
      arm("P".repeat(30), "PF".repeat(15)),
      arm("F".repeat(30)),
      "sign-flip test, paired t interval",
    ],
  ] as const) {
    it(`compares means for ${what}`, () => {
      assert.equal(comparisonOf(variant, baseline).method, method);
    });
  }

  it("compares scores as means, even with one epoch", () => {
    assert.equal(comparisonOf(arm("P".repeat(30)), arm("PF".repeat(15)), { metric: "score" }).method, "sign-flip test, paired t interval");
  });

  it("takes the difference of the means", () => {
    assert.equal(comparisonOf(arm("PPPP", "PPPP"), arm("PFFF", "PPFF")).difference.value, 0.625);
  });

  it("gives the same figures for the same seed", () => {
    const [variant, baseline] = [arm("PPFPPFPPFP".repeat(2), "PFPPFPPFPP".repeat(2)), arm("FPFPFFPPFF".repeat(2), "FFPFFPFFPF".repeat(2))];
    assert.deepEqual(comparisonOf(variant, baseline), comparisonOf(variant, baseline));
  });

  it("says how many rows would show the margin", () => {
    const { rowsForMargin } = comparisonOf(arm("P".repeat(10) + "F".repeat(10)), arm("P".repeat(8) + "F".repeat(12)), { margin: 0.1 });
    assert.ok(rowsForMargin !== null && rowsForMargin > 20);
  });
});

describe("compareArms: verdicts", () => {
  const half = "P".repeat(20) + "F".repeat(20);
  for (const [what, variant, baseline, margin, verdict] of [
    ["many rows won and none lost", "P".repeat(40), half, 0.05, "better"],
    ["many rows lost and none won", half, "P".repeat(40), 0.05, "worse"],
    ["fewer than twenty rows, however clear", "P".repeat(19), "F".repeat(19), 0.05, "not_enough_rows"],
    ["too few rows to show the margin", half, half, 0.05, "not_enough_rows"],
    ["rows enough to show the margin, and no difference", "PF".repeat(200), "PF".repeat(200), 0.15, "no_evidence"],
  ] as const) {
    it(`says ${verdict} of ${what}`, () => {
      assert.equal(comparisonOf(arm(variant), arm(baseline), { margin }).verdict, verdict);
    });
  }

  const same = "P".repeat(40);
  for (const [what, variant, baseline, metric, expected] of [
    // (1.959964 + 0.841621) · √0.1 / √40
    [
      "plans passes over epochs with a discordance of at least 0.1",
      arm(same, same),
      arm(same, same),
      "pass_rate",
      ["0.1401", "not_enough_rows"],
    ],
    ["plans a criterion over epochs in the same way", arm(same, same), arm(same, same), "criterion.c1", ["0.1401", "not_enough_rows"]],
    ["knows no detectable effect of scores that all differ alike", arm(same), arm(same), "score", [undefined, "not_enough_rows"]],
    [
      "finds no evidence over epochs where the rows could have shown the margin",
      arm("P".repeat(400), "P".repeat(400)),
      arm("P".repeat(400), "P".repeat(400)),
      "pass_rate",
      ["0.0443", "no_evidence"],
    ],
  ] as const) {
    it(what, () => {
      const { minimumDetectableEffect, verdict } = comparisonOf(variant, baseline, { metric });
      assert.deepEqual([minimumDetectableEffect?.toFixed(4), verdict], expected);
    });
  }

  it("says that any difference is smaller than the margin when the narrower interval lies inside it", () => {
    assert.equal(comparisonOf(arm("PF".repeat(200)), arm("PF".repeat(200)), { margin: 0.15 }).practicallyEqual, true);
  });
});

describe("compareArms: families", () => {
  const baseline = arm("P".repeat(20) + "F".repeat(20));
  const clear = { samples: arm("P".repeat(40)), metric: "pass_rate" };
  const slight = { samples: arm("P".repeat(26) + "F".repeat(14)), metric: "pass_rate" };
  const alone = {
    samples: samplesOf([responseOf({ row: "z", variant: "arm" }), ratingOf({ row: "z", variant: "arm" })]),
    metric: "pass_rate",
  };

  it("does not change the p-value of a single test", () => {
    const { p, pAdjusted, family } = comparisonOf(slight.samples, baseline);
    assert.deepEqual([pAdjusted, family], [p, 1]);
  });

  it("adjusts by Benjamini and Hochberg over all tests", () => {
    const [first, second, third] = compareArms([clear, slight, { ...slight }], baseline, plan, 1);
    assert.deepEqual([first?.pAdjusted, second?.pAdjusted, third?.pAdjusted, third?.family], [(first?.p ?? 0) * 3, second?.p, third?.p, 3]);
  });

  it("does not count a test that could not be made", () => {
    assert.deepEqual(
      compareArms([clear, alone], baseline, plan, 1).map((comparison) => comparison?.family),
      [1, undefined],
    );
  });

  it("decides means by the adjusted p-value too", () => {
    const fails = arm("F".repeat(40), "F".repeat(40));
    const [few, none] = ["P".repeat(7) + "F".repeat(33), "F".repeat(40)].map((letters) => ({
      samples: arm(letters, letters),
      metric: "pass_rate",
    }));
    const verdictAmong = (...others: readonly (typeof few)[]): unknown =>
      compareArms(
        [few, ...others].filter((test) => test !== undefined),
        fails,
        plan,
        1,
      )[0]?.verdict;
    assert.deepEqual([verdictAmong(), verdictAmong(none, none, none, none)], ["better", "not_enough_rows"]);
  });

  it("decides by the adjusted p-value", () => {
    const equal = { samples: baseline, metric: "pass_rate" };
    const single = compareArms([slight], baseline, plan, 1)[0]?.verdict;
    const amongMany = compareArms([slight, equal, equal, equal, equal], baseline, plan, 1)[0]?.verdict;
    assert.deepEqual([single, amongMany], ["better", "not_enough_rows"]);
  });
});

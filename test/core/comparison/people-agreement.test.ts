// A judge held against people: the table, accuracy and kappa, and the pass rate that follows.
import assert from "node:assert/strict";
import { correctedPassRate } from "../../../src/core/comparison/corrected-rate.ts";
import { criterionAgreement } from "../../../src/core/comparison/people-agreement.ts";
import { applyLabels } from "../../../src/core/domain/apply-labels.ts";
import { gatherVerdicts } from "../../../src/core/domain/gather-verdicts.ts";
import type { Label } from "../../../src/core/domain/label.ts";
import type { SampleRecord } from "../../../src/core/domain/run-record.ts";
import { armEvents, recordOf } from "../../support/event-factories.ts";
import { hashOf, manifestCriterionOf } from "../../support/factories.ts";
import { labelOf, rowHashesOf } from "../../support/labels.ts";

const judged = manifestCriterionOf("c1", { kind: "judge" });

/** One row for each pair of letters, what the judge said and what people said: P pass, F fail, J an error; T people disagree, a dot nobody rated. */
function samplesOf(pairs: Readonly<Record<string, number>>): SampleRecord[] {
  const each = Object.entries(pairs).flatMap(([pair, count]) => Array.from({ length: count }, () => pair));
  const ids = each.map((_, index) => `r${String(index + 1).padStart(2, "0")}`);
  const labels = each.flatMap((pair, index): Label[] => {
    const row = ids[index] ?? "";
    switch (pair[1]) {
      case "P":
        return [labelOf(row, "pass")];
      case "F":
        return [labelOf(row, "fail")];
      case "T":
        return [labelOf(row, "pass"), labelOf(row, "fail", { by: "ben" })];
      default:
        return [];
    }
  });
  const record = recordOf(...armEvents("baseline", each.map((pair) => pair[0] ?? "").join("")));
  const file = { path: "test.labels.jsonl", hash: hashOf("labels"), problems: [] };
  return [...applyLabels(record, { file, verdicts: gatherVerdicts(labels, [judged]), rows: rowHashesOf(...ids) }).samples.values()];
}

function rounded(value: number | null | undefined): number | null {
  return value == null ? null : Math.round(value * 1e6) / 1e6;
}

describe("criterionAgreement", () => {
  it("gives the table, the accuracy and the kappa of both", () => {
    const agreement = criterionAgreement(judged, samplesOf({ PP: 20, PF: 5, FP: 10, FF: 15, "P.": 7 }));
    assert.deepEqual(agreement?.table, { bothPass: 20, onlyPeoplePass: 10, onlyRaterPass: 5, bothFail: 15 });
    // The textbook table of 20, 5, 10 and 15: 70% agree where chance gives 50%.
    assert.deepEqual([agreement.rated, agreement.accuracy, rounded(agreement.kappa?.value), agreement.notes], [50, 0.7, 0.4, []]);
    // Fleiss, Cohen and Everitt: A 0.10972, B 0.10188, C 0.01, so the standard error is √0.2016 / (0.5 · √50).
    assert.deepEqual([rounded(agreement.kappa?.lower), rounded(agreement.kappa?.upper)], [0.151092, 0.648908]);
  });

  it("says of a lopsided table that kappa is low although the two hardly differ", () => {
    const agreement = criterionAgreement(judged, samplesOf({ PP: 90, FP: 6, PF: 4 }));
    assert.deepEqual([agreement?.accuracy, rounded(agreement?.kappa?.value)], [0.9, -0.05042]);
    assert.match(agreement?.notes.join(" ") ?? "", /kappa can be low where the two hardly differ/);
  });

  it("leaves out ties and ratings that are errors, and counts them", () => {
    const agreement = criterionAgreement(judged, samplesOf({ PP: 3, FF: 2, PT: 4, JP: 1 }));
    assert.deepEqual([agreement?.rated, agreement?.ties, agreement?.unrated], [5, 4, 1]);
    assert.match(agreement?.notes.join(" ") ?? "", /Only 5 responses are rated/);
  });

  it("has no kappa where both say the same throughout, and says why", () => {
    const agreement = criterionAgreement(judged, samplesOf({ PP: 40 }));
    assert.deepEqual([agreement?.kappa, agreement?.accuracy], [null, 1]);
    assert.match(agreement?.notes.join(" ") ?? "", /rate responses of both kinds/);
  });

  it("counts equal responses of two arms once", () => {
    const record = recordOf(...armEvents("baseline", "P"), ...armEvents("short", "P"));
    const file = { path: "test.labels.jsonl", hash: hashOf("labels"), problems: [] };
    const verdicts = gatherVerdicts([labelOf("r01", "pass")], [judged]);
    const { samples } = applyLabels(record, { file, verdicts, rows: rowHashesOf("r01") });
    assert.equal(criterionAgreement(judged, samples.values())?.rated, 1);
  });

  it("is none where people rated nothing", () => {
    assert.equal(criterionAgreement(judged, samplesOf({ "P.": 3 })), null);
  });
});

describe("correctedPassRate", () => {
  const arm = (pairs: Readonly<Record<string, number>>, epochs = 1) => ({ name: "short", samples: samplesOf(pairs), epochs });

  it("reckons the judge's errors out of its pass rate", () => {
    // The judge passes 70 of 100; it passes 18 of 20 good responses and fails 8 of 10 bad ones: (0.7 + 0.8 - 1) / 0.7.
    const rate = correctedPassRate(judged, arm({ PP: 18, FP: 2, FF: 8, PF: 2, "P.": 50, "F.": 20 }));
    assert.deepEqual([rate?.rawRate, rate?.sensitivity, rate?.specificity], [0.7, 0.9, 0.8]);
    assert.deepEqual([rounded(rate?.corrected?.value), rate?.refusal], [0.714286, null]);
    assert.equal((rate?.corrected?.lower ?? 1) < 0.714286 && (rate?.corrected?.upper ?? 0) > 0.714286, true);
    // The judge passes 50 of the 70 others, and people as many of the 30 as the judge does.
    assert.equal(rounded(rate?.predictionPowered?.value), rounded(50 / 70));
  });

  const refused: readonly (readonly [string, Readonly<Record<string, number>>, number, RegExp])[] = [
    [
      "sensitivity and specificity come to 1.2",
      { PP: 6, FP: 4, FF: 6, PF: 4 },
      1,
      /sensitivity 0\.60 and specificity 0\.60 must come to more than 1\.2/,
    ],
    ["people passed nothing", { FF: 6, PF: 4 }, 1, /passed none/],
    ["people failed nothing", { PP: 6, FP: 4 }, 1, /failed none/],
    ["rows ran several times", { PP: 18, FP: 2, FF: 8, PF: 2 }, 3, /not independent/],
  ];
  for (const [why, pairs, epochs, expected] of refused)
    it(`is refused where ${why}`, () => {
      const rate = correctedPassRate(judged, arm(pairs, epochs));
      assert.equal(rate?.corrected, null);
      assert.match(rate?.refusal ?? "", expected);
    });

  it("is given where they come to a little more than 1.2", () => {
    assert.notEqual(correctedPassRate(judged, arm({ PP: 61, FP: 39, FF: 60, PF: 40 }))?.corrected ?? null, null);
  });

  it("is none for a check, which errs by no share", () => {
    assert.equal(correctedPassRate(manifestCriterionOf("c1"), arm({ PP: 18, FF: 8 })), null);
  });
});

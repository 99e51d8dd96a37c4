// Labels laid over a record: people count where every arm's response to a row is rated, and nowhere else.
import assert from "node:assert/strict";
import { applyLabels, countedRatings } from "../../../src/core/domain/apply-labels.ts";
import { gatherVerdicts } from "../../../src/core/domain/gather-verdicts.ts";
import type { Label } from "../../../src/core/domain/label.ts";
import { outputHash } from "../../../src/core/domain/run-facts.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { RunRecord } from "../../../src/core/domain/run-record.ts";
import { armEvents, ratingOf, recordOf, responseOf } from "../../support/event-factories.ts";
import { hashOf, manifestCriterionOf } from "../../support/factories.ts";
import { labelOf, rowHashesOf } from "../../support/labels.ts";

const criteria = [manifestCriterionOf("c1")];
const file = { path: "test.labels.jsonl", hash: hashOf("labels"), problems: [] };

function labelled(record: RunRecord, labels: readonly Label[], rows = rowHashesOf("r01", "r02", "r03")): RunRecord {
  return applyLabels(record, { file, verdicts: gatherVerdicts(labels, criteria), rows });
}

/** What figures count of each sample, as `variant row: label`. */
function counts(record: RunRecord, criterion = "c1"): string[] {
  return [...record.samples.values()].map(
    (sample) => `${sample.variant} ${sample.row}: ${countedRatings(sample).get(criterion)?.label ?? "none"}`,
  );
}

/** The answers of both arms differ in their texts. */
function twoArms(): RunEvent[] {
  return [
    ...armEvents("baseline", "PP"),
    responseOf({ row: "r01", variant: "short" }, { output: { text: "short one" } }),
    ratingOf({ row: "r01", variant: "short" }),
    responseOf({ row: "r02", variant: "short" }, { output: { text: "short two" } }),
    ratingOf({ row: "r02", variant: "short" }),
  ];
}

const own = ["baseline r01: pass", "baseline r02: pass", "short r01: pass", "short r02: pass"];

describe("applyLabels", () => {
  it("counts people in the rows where every arm is rated", () => {
    const labels = [labelOf("r01", "fail"), labelOf("r01", "fail", { response: outputHash({ text: "short one" }) })];
    const expected = ["baseline r01: fail", "baseline r02: pass", "short r01: fail", "short r02: pass"];
    assert.deepEqual(counts(labelled(recordOf(...twoArms()), labels)), expected);
  });

  it("keeps the run's own rating in both arms where people rated only one, and their verdict beside it", () => {
    const record = labelled(recordOf(...twoArms()), [labelOf("r01", "fail")]);
    const verdicts = [...record.samples.values()].map(({ labels }) => labels?.verdicts.get("c1")?.label ?? null);
    assert.deepEqual([counts(record), verdicts], [own, ["fail", null, null, null]]);
  });

  it("rates equal responses of two arms at once", () => {
    const record = labelled(recordOf(...armEvents("baseline", "P"), ...armEvents("short", "P")), [labelOf("r01", "fail")]);
    assert.deepEqual(counts(record), ["baseline r01: fail", "short r01: fail"]);
  });

  it("follows the majority, and the run's own rating where as many say pass as fail", () => {
    const record = recordOf(...armEvents("baseline", "P"));
    const two = [labelOf("r01", "fail"), labelOf("r01", "pass", { by: "ben" })];
    assert.deepEqual(counts(labelled(record, two)), ["baseline r01: pass"]);
    assert.deepEqual(counts(labelled(record, [...two, labelOf("r01", "fail", { by: "cem" })])), ["baseline r01: fail"]);
  });

  const elsewhere: readonly (readonly [string, Partial<Label>])[] = [
    ["a row that was edited", { row: hashOf("r01, edited") }],
    ["another response", { response: outputHash({ text: "another answer" }) }],
    ["a criterion that was reworded", { criterionHash: hashOf("c1, reworded") }],
    ["a criterion that the run does not have", { criterion: "c2" }],
  ];
  for (const [what, changes] of elsewhere)
    it(`leaves out a label of ${what}`, () => {
      const record = recordOf(...armEvents("baseline", "P"));
      assert.deepEqual(counts(labelled(record, [labelOf("r01", "fail", changes)])), ["baseline r01: pass"]);
    });

  it("takes the place of an error of the rating, never of a call that failed", () => {
    const record = recordOf(...armEvents("baseline", "JE"));
    const labels = [labelOf("r01", "pass"), labelOf("r02", "pass")];
    assert.deepEqual(counts(labelled(record, labels)), ["baseline r01: pass", "baseline r02: none"]);
  });

  it("is taken back by a label of null, and is not heard of again", () => {
    const record = recordOf(...armEvents("baseline", "P"));
    const back = labelled(record, [labelOf("r01", "fail"), labelOf("r01", null, { t: "2026-02-02T00:00:00.000Z" })]);
    assert.deepEqual([...back.samples.values()], [...record.samples.values()]);
  });

  it("leaves the record it was given as it is, and shares what nobody labelled", () => {
    const record = recordOf(...armEvents("baseline", "PP"));
    const before = structuredClone([...record.samples.values()]);
    const result = labelled(record, [labelOf("r01", "fail")]);
    const [, second] = [...record.samples.values()];
    assert.deepEqual([[...record.samples.values()], [...result.samples.values()][1] === second], [before, true]);
  });

  it("keeps the value of a rating that people agree with", () => {
    const rated = ratingOf({ row: "r01" }, { value: 0.8, label: "pass" });
    const [sample] = labelled(recordOf(responseOf({ row: "r01" }), rated), [labelOf("r01", "pass")]).samples.values();
    assert.equal(sample === undefined ? null : countedRatings(sample).get("c1")?.value, 0.8);
  });
});

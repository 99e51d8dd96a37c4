// How far a run has come: what has ended, and what of it in an error.
import assert from "node:assert/strict";
import { countEnded } from "../../../src/core/comparison/count-ended.ts";
import { emptyRecord } from "../../../src/core/domain/run-record.ts";
import { failedResponseOf, ratingOf, recordOf, responseOf } from "../../support/event-factories.ts";
import { manifestCriterionOf, manifestOf } from "../../support/factories.ts";

const name = (row: string): { row: string; variant: string } => ({ row, variant: "baseline" });
const base = manifestOf();
const manifest = { criteria: { ...base.criteria, items: [manifestCriterionOf("c1"), manifestCriterionOf("c2")] } };

describe("countEnded", () => {
  it("counts nothing of an empty record", () => {
    assert.deepEqual(countEnded(manifest, emptyRecord()), { ended: 0, errors: 0 });
  });

  it("counts a sample that could not be answered as ended in an error", () => {
    assert.deepEqual(countEnded(manifest, recordOf(failedResponseOf(name("a")))), { ended: 1, errors: 1 });
  });

  it("waits for every rating of an answered sample", () => {
    const answered = [responseOf(name("a")), ratingOf(name("a"), { criterion: "c1" })];
    assert.deepEqual(countEnded(manifest, recordOf(...answered)), { ended: 0, errors: 0 });
    assert.deepEqual(countEnded(manifest, recordOf(...answered, ratingOf(name("a"), { criterion: "c2" }))), { ended: 1, errors: 0 });
  });

  it("counts a rating error as an error", () => {
    const error = { code: "judge/prose", message: "the judge said nothing" };
    const events = [
      responseOf(name("a")),
      ratingOf(name("a"), { criterion: "c1" }),
      ratingOf(name("a"), { criterion: "c2", value: null, label: null, error }),
    ];
    assert.deepEqual(countEnded(manifest, recordOf(...events)), { ended: 1, errors: 1 });
  });
});

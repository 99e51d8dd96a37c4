// Rows that ask the same twice, counted before the run and pinned with it.
import assert from "node:assert/strict";
import { findDuplicates } from "../../../../src/core/engine/planning/duplicate-rows.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { collectionOf, columnOf, rowOf, setupOf } from "../../../support/factories.ts";
import { noEndpoints } from "../engine-fixtures.ts";

const columns = [columnOf("id", { role: "id" }), columnOf("text"), columnOf("note", { role: "metadata" })];

function duplicatesOf(...texts: readonly string[]): ReturnType<typeof findDuplicates> {
  return findDuplicates(
    { columns },
    texts.map((text, index) => rowOf(`r${index}`, { id: `r${index}`, text, note: String(index) })),
  );
}

describe("findDuplicates", () => {
  it("finds none where every row asks something else", () => {
    assert.equal(duplicatesOf("Where is it?", "Where was it?", "?", "!"), null);
  });

  it("counts every row that repeats an earlier one, whatever its id and its notes", () => {
    assert.deepEqual(duplicatesOf("Where is it?", "Why?", "Where is it?", "Where is it?"), { equal: 2, alike: 0 });
  });

  it("counts apart those that differ in case, spaces and punctuation only", () => {
    assert.deepEqual(duplicatesOf("Where is it?", "where  is it", "WHERE IS IT!", "where  is it"), { equal: 1, alike: 2 });
  });

  it("tells numbers and signs from each other", () => {
    assert.equal(duplicatesOf("30 days", "3 0 days", "é", "e"), null);
  });

  it("says nothing of rows without an input", () => {
    assert.equal(findDuplicates({ columns: [columnOf("note", { role: "metadata" })] }, [rowOf("a", {}), rowOf("b", {})]), null);
  });
});

describe("the plan", () => {
  it("warns of rows that repeat each other, and pins how many", () => {
    const rows = ["one", "one", "two", "Two!"].map((text, index) => rowOf(`r${index}`, { text }));
    const plan = planRun(setupOf({ collection: collectionOf(rows) }), defaultOptions, noEndpoints);
    assert.deepEqual(plan.duplicates, { equal: 1, alike: 1 });
    assert.deepEqual(plan.warnings, [
      "1 row repeats the inputs of another; 1 row differs from another only in case, spaces or punctuation: the verdict counts each as a case of its own, so it is surer than it should be. Take them out of the collection.",
    ]);
  });
});

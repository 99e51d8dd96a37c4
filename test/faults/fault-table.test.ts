// The table of all faults: it names each of the matrix, and is printed after a full run of this ring.
import assert from "node:assert/strict";
import { isFull } from "../support/faults/counts.ts";
import { faultTable } from "../support/faults/fault-test.ts";

after(() => {
  if (isFull) console.log(`\n${faultTable().join("\n")}\n`);
});

describe("the table of the faults", () => {
  it("has a line for each of the matrix, tested or not", () => {
    const numbers = faultTable().flatMap((line) => /^F(\d+) /.exec(line)?.[1] ?? []);
    assert.deepEqual(
      numbers,
      Array.from({ length: 25 }, (_, index) => String(index + 1)),
    );
  });
});

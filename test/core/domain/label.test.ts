// Labels: which of them stand, whatever the order of their lines.
import assert from "node:assert/strict";
import { labelLine, labelSchema, standingLabels, type Label } from "../../../src/core/domain/label.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";
import { hashOf } from "../../support/factories.ts";
import { labelOf } from "../../support/labels.ts";

function standing(labels: readonly Label[]): string[] {
  return [...standingLabels(labels).values()].map(labelLine).sort();
}

function shuffled<Value>(values: readonly Value[], random: () => number): Value[] {
  return values
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

describe("standingLabels", () => {
  it("keeps the latest of each rater, response and criterion", () => {
    const later = labelOf("r01", "fail", { t: "2026-02-02T00:00:00.000Z" });
    const others = [
      labelOf("r01", "pass", { by: "ben" }),
      labelOf("r02", "pass"),
      labelOf("r01", "pass", { criterionHash: hashOf("c1, reworded") }),
    ];
    assert.deepEqual(standing([later, labelOf("r01", "pass"), ...others]), standing([later, ...others]));
  });

  it("is the same for every order of the lines, with and without duplicates", () => {
    const random = seededRandom(7);
    const choose = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
    for (let round = 0; round < 200; round += 1) {
      const labels = Array.from({ length: 12 }, () =>
        labelOf(choose(["r01", "r02"]), choose(["pass", "fail", null]), {
          by: choose(["ada", "ben"]),
          note: choose([null, "unclear"]),
          t: `2026-02-0${choose([1, 2])}T00:00:00.000Z`,
        }),
      );
      assert.deepEqual(standing(shuffled([...labels, choose(labels)], random)), standing(labels));
    }
  });

  it("writes a label as the line it is read from", () => {
    const label = labelOf("r01", "pass", { note: "said “yes”, twice\n" });
    assert.deepEqual(labelSchema.parse(JSON.parse(labelLine(label))), { format: 1, ...label });
  });
});

// Reducers: what each makes of a row's epochs, and what holds of all of them.
import assert from "node:assert/strict";
import fc from "fast-check";
import { epochsNeeded, reduceEpochs, reducerName, reducerSchema, reducerSentence, type Reducer } from "../../../src/core/domain/reducer.ts";

const epochs = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 9 });
const reducer: fc.Arbitrary<Reducer> = fc.oneof(
  fc.constantFrom<Reducer>("mean", "mode"),
  fc.integer({ min: 1, max: 9 }).map((count) => ({ at_least: count })),
  fc.integer({ min: 1, max: 9 }).map((count) => ({ pass_at: count })),
);

describe("reduceEpochs", () => {
  for (const [written, values, value] of [
    ["mean", [1, 0, 0, 1], 0.5],
    ["mean", [0.2, 0.6], 0.4],
    ["mode", [1, 1, 0], 1],
    ["mode", [1, 0, 0], 0],
    ["mode", [1, 0, 1, 0], 0],
    [{ at_least: 2 }, [1, 0, 1], 1],
    [{ at_least: 3 }, [1, 0, 1], 0],
    [{ at_least: 3 }, [1, 1], 0],
    // 1 - C(3,2)/C(5,2) = 1 - 3/10
    [{ pass_at: 2 }, [1, 0, 0, 0, 1], 0.7],
    [{ pass_at: 4 }, [1, 0, 0, 0, 1], 1],
    [{ pass_at: 3 }, [0, 0, 0, 0], 0],
    [{ pass_at: 3 }, [0, 1], 1],
    [{ pass_at: 3 }, [0, 0], 0],
  ] as const) {
    it(`makes ${value} of ${values.join(" ")} by ${reducerName(written)}`, () => {
      assert.ok(Math.abs(reduceEpochs(values, written) - value) < 1e-12, String(reduceEpochs(values, written)));
    });
  }

  it("gives pass_at k the share of all choices of k epochs in which one passes", () => {
    fc.assert(
      fc.property(epochs, fc.integer({ min: 1, max: 9 }), (values, wanted) => {
        const count = Math.min(wanted, values.length);
        const choices = choicesOf(values, count);
        const share = choices.filter((choice) => choice.includes(1)).length / choices.length;
        assert.ok(Math.abs(reduceEpochs(values, { pass_at: count }) - share) < 1e-12);
      }),
    );
  });

  it("does not ask in which order the epochs came", () => {
    fc.assert(
      fc.property(epochs, reducer, fc.infiniteStream(fc.nat()), (values, rule, keys) => {
        const shuffled = values.map((value) => [keys.next().value ?? 0, value] as const).sort(([a], [b]) => a - b);
        assert.equal(
          reduceEpochs(
            shuffled.map(([, value]) => value),
            rule,
          ),
          reduceEpochs(values, rule),
        );
      }),
    );
  });

  it("takes a single epoch as it is, whatever the reducer", () => {
    for (const value of [0, 1])
      for (const rule of ["mean", "mode", { at_least: 1 }, { pass_at: 1 }] as const) assert.equal(reduceEpochs([value], rule), value);
  });

  it("makes the mean of pass_at 1", () => {
    fc.assert(
      fc.property(epochs, (values) => {
        assert.ok(Math.abs(reduceEpochs(values, { pass_at: 1 }) - reduceEpochs(values, "mean")) < 1e-12);
      }),
    );
  });

  it("stays between 0 and 1 and never falls where one more epoch passes", () => {
    fc.assert(
      fc.property(epochs, reducer, fc.nat(), (values, rule, place) => {
        const before = reduceEpochs(values, rule);
        const after = reduceEpochs(values.with(place % values.length, 1), rule);
        assert.ok(before >= 0 && after <= 1 && after >= before - 1e-12, `${before} ${after}`);
      }),
    );
  });
});

/** All choices of `count` of the values, by place. */
function choicesOf(values: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];
  return values.flatMap((value, place) => choicesOf(values.slice(place + 1), count - 1).map((rest) => [value, ...rest]));
}

describe("reducers in a file", () => {
  for (const [written, needed] of [
    ["mean", 1],
    ["mode", 1],
    [{ at_least: 3 }, 3],
    [{ pass_at: 4 }, 4],
  ] as const) {
    it(`reads ${reducerName(written)}, which needs ${needed} epochs`, () => {
      assert.deepEqual([reducerSchema.parse(written), epochsNeeded(written)], [written, needed]);
    });
  }

  for (const wrong of ["median", 2, {}, { at_least: 0 }, { at_least: 1.5 }, { at_least: 1, pass_at: 1 }, { pass_at: 1001 }, null]) {
    it(`refuses ${JSON.stringify(wrong)}`, () => {
      assert.equal(reducerSchema.safeParse(wrong).success, false);
    });
  }

  for (const [written, count, sentence] of [
    ["mean", 3, null],
    [{ at_least: 1 }, 1, null],
    ["mode", 3, "A row passes when more than half of its 3 epochs do."],
    [{ at_least: 1 }, 3, "A row passes when at least 1 of its 3 epochs does."],
    [{ at_least: 2 }, 3, "A row passes when at least 2 of its 3 epochs do."],
    [{ at_least: 3 }, 3, "A row passes when all of its 3 epochs do."],
    [{ pass_at: 1 }, 3, "A row counts as the chance that an answer passes."],
    [{ pass_at: 2 }, 3, "A row counts as the chance that one of 2 answers passes."],
  ] as const) {
    it(`says of ${reducerName(written)} over ${count}: ${sentence}`, () => {
      assert.equal(reducerSentence(written, count), sentence);
    });
  }
});

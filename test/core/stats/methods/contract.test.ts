// The contract that all methods share: their keys in and out, and what is refused in each.
import assert from "node:assert/strict";
import { methodNames } from "../../../../src/core/stats/methods/names.ts";
import { findMethod } from "../../../../src/core/stats/methods/run-method.ts";
import { refusal, run, runText, soundInputs } from "./run-input.ts";

/** Values that no key of this type takes. */
function wrongValues(type: string): readonly unknown[] {
  if (type === "int") return [null, "1", true, 1.5, -1, 2e15, [], {}, "error"];
  if (type === "num") return [null, "1", true, [], {}, "error", 1e101, -1e101];
  if (type === "string") return [null, 1, "cubic", true, ["linear"]];
  const items: Readonly<Record<string, readonly unknown[]>> = {
    "[num]": [["1"], [null], [true], [[1]], ["error"]],
    "[num or null]": [["1"], [true], [[1]], ["error"], [1.5], [-0.1]],
    "[string]": [[1], [null], [["a"]]],
    "[[string, num or null]]": [["a"], [[true]], [[["a"]]], [[{}]]],
    "[[int]]": [
      [1],
      [[1, 2]],
      [[1], [2]],
      [[0]],
      [[1.5]],
      [[-1]],
      [["1"]],
      [[]],
      [
        [1, null],
        [1, 1],
      ],
    ],
    "[[num]]": [
      [
        [1, 2],
        [1, 2, 3],
      ],
      [1, 2],
      [[1, 2]],
      [[1], [2]],
      [[1, 2], [1]],
      [
        [1, "2"],
        [1, 2],
      ],
      [
        [1, null],
        [1, 2],
      ],
    ],
    '[0, 1 or "error"]': [[2], [true], [null], ["failed"], [0.5], ["1"]],
  };
  return [null, "1", 1, true, {}, [], ...(items[type] ?? assert.fail(`no wrong values for ${type}`))];
}

describe("the methods", () => {
  it("are those of the contract", () => {
    assert.deepEqual(methodNames.length, 33);
    assert.deepEqual(new Set(methodNames).size, 33);
  });

  for (const name of methodNames) {
    describe(name, () => {
      const method = findMethod(name);
      const [sound = {}] = soundInputs(name);

      it("gives exactly the keys it declares, in their order, and no number that JSON cannot hold", () => {
        for (const input of soundInputs(name)) {
          const result = run(name, input);
          assert.deepEqual(Object.keys(result), Object.keys(method.output));
          assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
        }
      });

      it("keeps to the declared types", () => {
        for (const input of soundInputs(name)) {
          for (const [key, value] of Object.entries(run(name, input)))
            assert.ok(isOfType(value, method.output[key]![0]), `${key}: ${JSON.stringify(value)}`);
        }
      });

      it("gives the same for the same input", () => {
        assert.equal(JSON.stringify(run(name, sound)), JSON.stringify(run(name, sound)));
      });

      for (const key of Object.keys(method.input)) {
        it(`asks for ${key}`, () => {
          const { [key]: _, ...rest } = sound;
          assert.match(
            refusal(() => run(name, rest)),
            new RegExp(`^stats/missing-input: ${key} is missing; the keys are `),
          );
        });

        for (const value of wrongValues(method.input[key]!.type)) {
          it(`refuses ${JSON.stringify(value)} as ${key}`, () => {
            assert.match(
              refusal(() => run(name, { ...sound, [key]: value })),
              new RegExp(`^stats/invalid-input: ${key}(\\[\\d+\\])* must be `),
            );
          });
        }

        it(`refuses a number beyond all bounds in ${key}`, () => {
          const text = JSON.stringify({ ...sound, [key]: "PLACE" });
          const huge = method.input[key]!.type.startsWith("[[")
            ? "[[1e999, 1], [1, 1]]"
            : method.input[key]!.type.startsWith("[")
              ? "[1e999]"
              : "1e999";
          assert.match(
            refusal(() => runText(name, text.replace('"PLACE"', huge))),
            new RegExp(`^stats/invalid-input: ${key}`),
          );
        });
      }

      it("refuses a key it does not know, and knows what was meant", () => {
        const [key = ""] = Object.keys(method.input);
        const { [key]: value, ...rest } = sound;
        assert.equal(
          refusal(() => run(name, { ...rest, [`${key}x`]: value })),
          `stats/invalid-input: there is no key "${key}x": did you mean "${key}"?`,
        );
        assert.match(
          refusal(() => run(name, { ...sound, "something else": 1 })),
          /^stats\/invalid-input: there is no key "something else": the keys are /,
        );
      });
    });
  }
});

function isOfType(value: unknown, type: string): boolean {
  const alternatives = type.startsWith("[") ? [type] : type.split(" or ");
  return alternatives.some((each) => {
    switch (each) {
      case "int":
        return Number.isSafeInteger(value) || (typeof value === "number" && value > 2 ** 53);
      case "num":
        return typeof value === "number";
      case "null":
        return value === null;
      case "bool":
        return typeof value === "boolean";
      case "string":
        return typeof value === "string";
      case "object":
        return typeof value === "object" && value !== null;
      default:
        return Array.isArray(value);
    }
  });
}

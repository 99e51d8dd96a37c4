// Every method against values that other programs computed: libraries of Python and R, exact fractions, 40 digits; see test/fixtures/statistics/README.md.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { methodNames } from "../../../../src/core/stats/methods/names.ts";
import { findMethod, runMethod } from "../../../../src/core/stats/methods/run-method.ts";
import { readReference } from "../reference-values.ts";

interface Reference {
  readonly reference: string;
  readonly cases: readonly { readonly input: object; readonly output: Readonly<Record<string, unknown>> }[];
}

const tolerance = 1e-9;

/** Numbers within 1e-9 · max(1, |expected|), whole numbers and everything else exact; where they differ, the path and both values. */
function differences(actual: unknown, expected: unknown, path: string): string[] {
  if (typeof expected === "number" && typeof actual === "number") {
    const isClose = Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
    return isClose ? [] : [`${path} is ${actual} and not ${expected}`];
  }
  if (typeof expected !== "object" || expected === null)
    return actual === expected ? [] : [`${path} is ${String(actual)} and not ${String(expected)}`];
  return Object.entries(expected).flatMap(([key, value]) => differences((actual as Record<string, unknown>)[key], value, `${path}.${key}`));
}

function run(name: string, input: object): Readonly<Record<string, unknown>> {
  return runMethod(findMethod(name), new TextEncoder().encode(JSON.stringify(input)));
}

for (const name of methodNames) {
  describe(`${name}, by its references`, () => {
    const { reference, cases } = readReference<Reference>(`methods/${name}`);

    for (const [index, { input, output }] of cases.entries()) {
      it(`case ${index + 1} (${reference.split(/[:(,]/, 1)[0] ?? ""}): ${JSON.stringify(input).slice(0, 90)}`, () => {
        const actual = run(name, input);
        assert.deepEqual(Object.keys(actual), Object.keys(output));
        assert.deepEqual(differences(actual, output, name), []);
      });
    }

    if (existsSync(new URL(`../../../fixtures/statistics/methods-r/${name}.json`, import.meta.url))) {
      const fromR = readReference<Reference>(`methods-r/${name}`);
      for (const [index, { input, output }] of fromR.cases.entries()) {
        it(`case ${index + 1} of R (${fromR.reference})`, () => {
          assert.deepEqual(differences(run(name, input), output, name), []);
        });
      }
    }
  });
}

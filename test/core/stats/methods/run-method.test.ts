// What comes before a method runs: its name, and bytes that are one JSON object.
import assert from "node:assert/strict";
import { findMethod, runMethod } from "../../../../src/core/stats/methods/run-method.ts";
import { refusal, runText } from "./run-input.ts";

describe("input that is no object of a method", () => {
  const texts: readonly (readonly [string, RegExp])[] = [
    ["", /^stats\/invalid-json: stdin is empty: give it one JSON object$/],
    [" \n\t", /^stats\/invalid-json: stdin is empty/],
    ["{", /^stats\/invalid-json: stdin is not JSON: /],
    ['{"k": NaN, "n": 1, "confidence": 0.9}', /^stats\/invalid-json: stdin is not JSON: /],
    ['{"k": 1, "n": 1, "confidence": 0.9} {}', /^stats\/invalid-json: stdin is not JSON: /],
    ["[1]", /^stats\/invalid-json: stdin must hold one JSON object$/],
    ["null", /^stats\/invalid-json: stdin must hold one JSON object$/],
    ["1", /^stats\/invalid-json: stdin must hold one JSON object$/],
    ['{"k": 1, "k": 2, "n": 3, "confidence": 0.9}', /^stats\/invalid-input: the key "k" must be given once$/],
    ['{"__proto__": 1, "k": 1, "n": 3, "confidence": 0.9}', /^stats\/invalid-input: there is no key "__proto__"/],
    ['{"n": 3, "confidence": 0.9, "constructor": 1}', /^stats\/invalid-input: there is no key "constructor"/],
  ];
  for (const [text, rule] of texts) {
    it(`is refused: ${JSON.stringify(text)}`, () => {
      assert.match(
        refusal(() => runText("wilson_ci", text)),
        rule,
      );
    });
  }

  it("is refused when it is not UTF-8", () => {
    const bytes = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d);
    assert.equal(
      refusal(() => runMethod(findMethod("wilson_ci"), bytes)),
      "stats/invalid-json: stdin is not UTF-8",
    );
  });

  it("is taken with the byte order mark that some shells put first", () => {
    assert.equal(runText("wilson_ci", '\uFEFF{"k": 1, "n": 2, "confidence": 0.9}')["estimate"], 0.5);
  });
});

describe("findMethod", () => {
  for (const name of ["wilson", "constructor", "__proto__", "", "toString"]) {
    it(`knows no method "${name}", and lists those it knows`, () => {
      const text = refusal(() => findMethod(name));
      assert.ok(text.startsWith(`stats/unknown-method: There is no method "${name}".`) && text.includes("verdict_binary"), text);
    });
  }

  it("asks for a method when none is named", () => {
    assert.match(
      refusal(() => findMethod(undefined)),
      /^stats\/unknown-method: A method must be named\. Methods: wilson_ci, /,
    );
  });

  it("knows what a misspelt name means", () => {
    assert.match(
      refusal(() => findMethod("wilson_cl")),
      /Did you mean "wilson_ci"\?/,
    );
  });
});

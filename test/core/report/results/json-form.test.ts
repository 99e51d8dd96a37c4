// JSON in the one form in which it is compared and shown.
import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonForm } from "../../../../src/core/report/results/json-form.ts";

describe("jsonForm", () => {
  it("sorts keys and indents by two", () => {
    assert.equal(
      jsonForm('{"b":[1,{"d":true,"c":null}],"a":"x"}'),
      '{\n  "a": "x",\n  "b": [\n    1,\n    {\n      "c": null,\n      "d": true\n    }\n  ]\n}',
    );
  });

  it("keeps empty ones on one line", () => {
    assert.equal(jsonForm('{"a":{},"b":[]}'), '{\n  "a": {},\n  "b": []\n}');
  });

  for (const text of ["plain", "42", '"text"', "{broken", ""])
    it(`leaves ${JSON.stringify(text)} alone`, () => {
      assert.equal(jsonForm(text), null);
    });

  it("keeps the digits of numbers that JavaScript cannot hold", () => {
    assert.equal(jsonForm("[12345678901234567891, 1.10]"), "[\n  12345678901234567891,\n  1.10\n]");
  });

  it("keeps a key that is repeated", () => {
    assert.equal(jsonForm('{"a":1,"a":2}'), '{\n  "a": 1,\n  "a": 2\n}');
  });

  it("spells a string in one way, whatever was escaped", () => {
    assert.equal(jsonForm('["\\u0041\\/"]'), '[\n  "A/"\n]');
  });

  it("leaves very deep texts alone", () => {
    assert.equal(jsonForm("[".repeat(300) + "]".repeat(300)), null);
  });

  it("means what the text meant", () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue())), (value) => {
        const text = JSON.stringify(value);
        const form = jsonForm(text);
        assert.ok(form !== null);
        assert.deepEqual(JSON.parse(form), JSON.parse(text));
      }),
    );
  });
});

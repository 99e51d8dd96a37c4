// Picoschema against the reference implementation, and problems with their paths.
import assert from "node:assert/strict";
import fc from "fast-check";
import { picoschema } from "dotprompt";
import { expandPicoschema } from "../../../src/core/template/picoschema.ts";

describe("picoschema", () => {
  const schemas: Record<string, unknown> = {
    nothing: null,
    "a scalar": "string",
    "a described scalar": "number, how many",
    "any at the root": "any",
    fields: { a: "string", b: "number", c: "boolean", d: "integer", e: "null", f: "any" },
    "optional fields": { "a?": "string", "b?": "any", "c?": "integer, maybe" },
    "only optional fields": { "a?": "string" },
    descriptions: { a: "string, with, commas", b: "any, whatever" },
    "an array": { "tags(array, all tags)": "string", "more?(array)": { x: "number" } },
    "an object": { "who(object, a person)": { name: "string" }, "else?(object)": { x: "any" } },
    "a nested object": { who: { "name?": "string" }, "else?": { x: "string" } },
    "an enum": { "kind(enum, which)": ["A", "B"], "other?(enum)": ["C"], "third?(enum)": ["D", null] },
    "a wildcard": { a: "string", "(*)": "number" },
    "a wildcard alone": { "(*, anything)": "any" },
    "a wildcard of objects": { "(*)": { x: "string" } },
    "JSON Schema": { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
    "JSON Schema of a scalar": { type: "string", minLength: 2 },
    "JSON Schema without type": { properties: { a: { type: "string" } } },
    "an array of arrays": { "rows(array)": { "cells(array)": "string" } },
    "an empty mapping": {},
    "a description over lines": "string, a\nb",
    "a type on the last line": { a: "x\nstring, b" },
    "a tab after the comma": { a: "string,\t b" },
  };
  for (const [name, schema] of Object.entries(schemas)) {
    it(`agrees with dotprompt on ${name}`, async () => {
      const oracle: unknown = await picoschema(structuredClone(schema)).catch((error: unknown) => ({ throws: String(error) }));
      const ours = expandPicoschema(schema);
      const expected = typeof oracle === "object" && oracle !== null && "throws" in oracle ? "problem" : JSON.stringify(oracle);
      assert.equal("schema" in ours ? JSON.stringify(ours.schema) : "problem", expected);
    });
  }

  const problems: Record<string, readonly [unknown, readonly (string | number)[]]> = {
    "a named schema": ["Person", []],
    "an unknown type": [{ who: { age: "int" } }, ["who", "age"]],
    "an unknown parenthesis": [{ "tags(list)": "string" }, ["tags(list)"]],
    "an enum that is no list": [{ "kind(enum)": "A" }, ["kind(enum)"]],
    "a field without type": [{ who: null }, ["who"]],
    "a number": [{ who: 3 }, ["who"]],
    "a forbidden name": [{ "__proto__?": "string" }, ["__proto__?"]],
  };
  for (const [name, [schema, path]] of Object.entries(problems)) {
    it(`finds ${name}`, () => {
      const expansion = expandPicoschema(schema);
      assert.deepEqual("problem" in expansion ? expansion.problem.path : "no problem", path);
    });
  }

  it("agrees with dotprompt on where a description begins", async () => {
    const texts = fc
      .array(fc.constantFrom("string", "x", ",", " ", "\t", "\n", "\r", "\u2028", "\u2029"), { maxLength: 8 })
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const oracle: unknown = await picoschema({ a: text }).catch(() => "problem");
        const ours = expandPicoschema({ a: text });
        assert.deepEqual("schema" in ours ? ours.schema : "problem", oracle);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is quick on hostile commas", () => {
    const expansion = expandPicoschema({ q: `string${",".repeat(10_000)}\n` });
    assert.equal("problem" in expansion, true);
  });

  it("does not change what it is given", () => {
    const written = { "kind?(enum)": ["A"] };
    expandPicoschema(written);
    assert.deepEqual(written, { "kind?(enum)": ["A"] });
  });
});

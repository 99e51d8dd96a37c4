// is-json and json-schema.
import assert from "node:assert/strict";
import { outcomeOf, problemsOf, rate, timeoutTools, toolsOf, wordsOf } from "./scorer-fixtures.ts";
import { inProcessRegex } from "../../support/in-process-regex.ts";

describe("is-json", () => {
  const cases: readonly (readonly [response: string, outcome: string])[] = [
    ['{"a": 1}', "pass"],
    [" [1]\n", "pass"],
    ["42", "pass"],
    ["", "fail"],
    ["{'a': 1}", "fail"],
    ['{"a": 1} done', "fail"],
    ['```json\n{"a": 1}\n```', "fail"],
  ];
  for (const [response, outcome] of cases) {
    it(`is a ${outcome} for ${JSON.stringify(response)}`, async () => {
      assert.equal(outcomeOf(await rate("is-json", response, {})), outcome);
    });
  }

  it("says that a code fence is not stripped", async () => {
    assert.equal(
      wordsOf(await rate("is-json", "```json\n{}\n```", {})),
      "The response is not JSON: it stands in a code fence, which is not stripped.",
    );
  });
});

const person = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer", minimum: 0 } },
  required: ["name", "age"],
  additionalProperties: false,
};

describe("json-schema", () => {
  const cases: readonly (readonly [title: string, schema: Record<string, unknown>, response: string, outcome: string])[] = [
    ["a value that keeps it", person, '{"name":"Ada","age":36}', "pass"],
    ["a wrong type", person, '{"name":"Ada","age":"36"}', "fail"],
    ["text that is not JSON", person, "Ada, 36", "fail"],
    ["an extra property", person, '{"name":"Ada","age":36,"x":1}', "fail"],
    ["a property named __proto__", person, '{"name":"Ada","age":36,"__proto__":{}}', "fail"],
    ["prefixItems of 2020-12", { prefixItems: [{ type: "string" }], items: false }, '["a", 1]', "fail"],
    [
      "siblings of $ref in draft 7, which it ignores",
      { $schema: "http://json-schema.org/draft-07/schema#", definitions: { a: {} }, $ref: "#/definitions/a", type: "string" },
      "1",
      "pass",
    ],
    ["siblings of $ref in 2020-12, which it heeds", { $defs: { a: {} }, $ref: "#/$defs/a", type: "string" }, "1", "fail"],
    ["a text that matches a pattern", { properties: { id: { pattern: "^[A-Z]+$" } } }, '{"id":"ABC"}', "pass"],
    ["a text that does not match a pattern", { properties: { id: { pattern: "^[A-Z]+$" } } }, '{"id":"abc"}', "fail"],
    ["a number under a pattern", { properties: { id: { pattern: "^[A-Z]+$" } } }, '{"id":1}', "pass"],
    ["a pattern under not", { not: { pattern: "sorry" } }, '"sorry, no"', "fail"],
    ["a pattern beside allOf", { allOf: [{ minLength: 2 }], pattern: "a" }, '"a"', "fail"],
    [
      "a property name that matches",
      { patternProperties: { "^n_": { type: "number" } }, additionalProperties: false },
      '{"n_a":1}',
      "pass",
    ],
    ["a property value under a matching name", { patternProperties: { "^n_": { type: "number" } } }, '{"n_a":"1"}', "fail"],
    ["a property name that no pattern matches", { patternProperties: { "^n_": {} }, additionalProperties: false }, '{"m_a":1}', "fail"],
    [
      "a property under both its name and a pattern",
      { properties: { n_a: { type: "number" } }, patternProperties: { "^n_": { minimum: 5 } } },
      '{"n_a":3}',
      "fail",
    ],
    [
      "a property that a pattern allows and its name does not",
      { properties: { n_a: { type: "string" } }, patternProperties: { "^n_": { minimum: 1 } } },
      '{"n_a":3}',
      "fail",
    ],
    ["a property named pattern", { properties: { pattern: { type: "string" } }, required: ["pattern"] }, '{"pattern":"("}', "pass"],
    ["propertyNames with a pattern", { propertyNames: { pattern: "^[a-z]$" } }, '{"a":1,"B":2}', "fail"],
    ["an unresolvable $ref", { $ref: "#/$defs/none" }, "1", "scorer/invalid-schema"],
  ];
  for (const [title, schema, response, outcome] of cases) {
    it(`rates ${title}: ${outcome}`, async () => {
      assert.equal(outcomeOf(await rate("json-schema", response, { schema })), outcome);
    });
  }

  it("names place and cause of what failed, and nothing of the objects around it", async () => {
    const schema = { properties: { people: { items: person } } };
    assert.equal(
      wordsOf(await rate("json-schema", '{"people":[{"name":"Ada","age":"36","x":1}]}', { schema })),
      'The response breaks the schema. /people/0/age: Instance type "string" is invalid. Expected "integer". /people/0/x: Not allowed here.',
    );
  });

  it("names the pattern that was not kept", async () => {
    assert.equal(
      wordsOf(await rate("json-schema", '"abc"', { schema: { pattern: "^[A-Z]+$" } })),
      'The response breaks the schema. the response: Instance does not match {"pattern":"^[A-Z]+$"}.',
    );
  });

  it("names the format that was not kept", async () => {
    assert.equal(
      wordsOf(await rate("json-schema", '"2024-02-30"', { schema: { format: "date" } })),
      'The response breaks the schema. the response: Instance does not match {"format":"date"}.',
    );
  });

  it("takes a text that has the format, and what is no text", async () => {
    const schema = { properties: { day: { format: "date", pattern: "^2" } }, additionalProperties: { format: "uuid" } };
    assert.equal(outcomeOf(await rate("json-schema", '{"day":"2024-02-29","n":1}', { schema })), "pass");
  });

  it("decides formats itself, so that no answer hangs it", async () => {
    assert.equal(
      outcomeOf(await rate("json-schema", JSON.stringify(`http://${"a".repeat(60)}!`), { schema: { format: "url" } })),
      "scorer/invalid-schema",
    );
  });

  it("counts what it does not show", async () => {
    assert.match(wordsOf(await rate("json-schema", "[1,2,3,4,5,6,7]", { schema: { items: { type: "string" } } })), / And 2 more\.$/);
  });

  it("uses the output schema where it has none of its own", async () => {
    assert.equal(outcomeOf(await rate("json-schema", '{"name":"Ada"}', {}, { outputSchema: person })), "fail");
  });

  it("is an error where there is no schema at all", async () => {
    assert.equal(outcomeOf(await rate("json-schema", "{}", {})), "scorer/no-schema");
  });

  it("leaves the schema as it was, frozen or not", async () => {
    const schema = Object.freeze({ pattern: "a" });
    await rate("json-schema", '"a"', { schema });
    assert.deepEqual(schema, { pattern: "a" });
  });

  it("is an error when a pattern of the schema was stopped", async () => {
    assert.equal(outcomeOf(await rate("json-schema", '"aaaa!"', { schema: { pattern: "^(a+)+$" } }, {}, timeoutTools)), "scorer/timeout");
  });

  it("runs no pattern of the schema outside the runner", async () => {
    const regex = { ...inProcessRegex, test: () => Promise.resolve({ kind: "matched" as const, isMatch: true }) };
    assert.equal(outcomeOf(await rate("json-schema", '"abc"', { schema: { pattern: "^x$" } }, {}, toolsOf({ regex }))), "pass");
  });

  it("stops between patterns when the run was cancelled", async () => {
    await assert.rejects(
      rate("json-schema", '"abc"', { schema: { pattern: "^x$" } }, {}, toolsOf({ signal: AbortSignal.abort(new Error("cancelled")) })),
      /cancelled/,
    );
  });

  it("is an error when a response nests too deep for a recursive schema", async () => {
    assert.equal(
      outcomeOf(await rate("json-schema", `${"[".repeat(10_000)}${"]".repeat(10_000)}`, { schema: { items: { $ref: "#" } } })),
      "scorer/failed",
    );
  });

  it("is an error for a response above the cap", async () => {
    assert.equal(outcomeOf(await rate("json-schema", JSON.stringify("x".repeat(100_000)), { schema: {} })), "scorer/too-long");
  });

  const problems: readonly (readonly [title: string, schema: Record<string, unknown>, problem: RegExp])[] = [
    ["a misspelt type", { properties: { a: { type: "strng" } } }, /type "strng" is not one of/],
    ["an unresolvable $ref", { properties: { a: { $ref: "#/$defs/none" } } }, /leads to nothing/],
    ["an unreadable $ref", { $ref: "http://[" }, /cannot be read/],
    ["an invalid pattern", { items: { pattern: "(" } }, /not a regular expression/],
    ["an invalid pattern of names", { patternProperties: { "[": {} } }, /not a regular expression/],
    ["a pattern that is no text", { pattern: 3 }, /must be a text/],
    ["required as a text", { required: "name" }, /"required" must be a list/],
    ["an unknown draft", { $schema: "https://example.com/schema" }, /draft .* is not known/],
    ["a misspelt format", { items: { format: "datetime" } }, /format "datetime" is not checked here\. Did you mean "date-time"\?/],
    ["a format that is not checked", { format: "uri-template" }, /is not checked here\. Known: date, /],
    ["a format that is no text", { format: 3 }, /"format" must be a text/],
    ["a column as the name of a property", { properties: { "{{id}}": {} } }, /name of a key/],
    ["a reference to itself", { $ref: "#" }, /\$ref "#" leads back to itself/],
    [
      "a reference to itself beside a sound one",
      { allOf: [{ $ref: "#/$defs/leaf" }, { $ref: "#" }], $defs: { leaf: {} } },
      /\$ref "#" leads back to itself/,
    ],
    [
      "two definitions that lead to each other",
      { $ref: "#/$defs/a", $defs: { a: { anyOf: [{ type: "null" }, { $ref: "#/$defs/b" }] }, b: { not: { $ref: "#/$defs/a" } } } },
      /leads back to itself/,
    ],
    [
      "a circle closed by a subschema",
      { $ref: "#/$defs/a/allOf/0", $defs: { a: { allOf: [{ $ref: "#/$defs/a" }] } } },
      /leads back to itself/,
    ],
    [
      "a recursive reference to itself",
      { $schema: "https://json-schema.org/draft/2019-09/schema", allOf: [{ $recursiveRef: "#" }] },
      /leads back to itself/,
    ],
    ["a dynamic reference", { $dynamicRef: "#a" }, /not supported/],
  ];
  for (const [title, schema, problem] of problems) {
    it(`finds ${title} before the run`, async () => {
      assert.match((await problemsOf("json-schema", { schema })).join(), problem);
    });
  }

  it("finds nothing wrong with a schema that recurs into the value", async () => {
    const node = {
      properties: { next: { $ref: "#/$defs/node" } },
      items: { $ref: "#" },
      allOf: [{ $ref: "#/$defs/leaf" }, { $ref: "#/$defs/leaf" }],
    };
    assert.deepEqual(await problemsOf("json-schema", { schema: { ...node, $defs: { node, leaf: { type: "object" } } } }), []);
  });

  it("finds nothing wrong with a sound schema that names columns", async () => {
    assert.deepEqual(
      await problemsOf("json-schema", { schema: { properties: { id: { const: "{{id}}" }, code: { pattern: "^{{code}}$" } } } }),
      [],
    );
  });

  it("finds nothing wrong with a criterion that leaves its schema out", async () => {
    assert.deepEqual(await problemsOf("json-schema", {}), []);
  });
});

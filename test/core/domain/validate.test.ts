// Schema findings at their place in the YAML: unknown and missing keys, wrong values, and the branch of a union that was meant.
import assert from "node:assert/strict";
import * as z from "zod";
import { readYaml } from "../../../src/core/domain/read-yaml.ts";
import { createSourceText } from "../../../src/core/domain/source-text.ts";
import { displayPath, validate } from "../../../src/core/domain/validate.ts";

const schema = z.strictObject({
  format: z.literal(1).optional(),
  model: z.string(),
  size: z.enum(["small", "large"]).default("small"),
  nested: z.strictObject({ depth: z.number().min(0), labels: z.array(z.strictObject({ label: z.string() })).optional() }).optional(),
  byName: z.record(z.string(), z.strictObject({ weight: z.number() })).optional(),
  shape: z
    .union([
      z.strictObject({ kind: z.literal("circle"), radius: z.number() }),
      z.strictObject({ kind: z.literal("square"), side: z.number() }),
    ])
    .optional(),
  bound: z.union([z.number(), z.string().regex(/%$/, "must end in %")]).optional(),
  anything: z.unknown().optional(),
});

function check(text: string, type: z.ZodType = schema) {
  const source = createSourceText("a.yaml", text);
  const yaml = readYaml(source).value;
  assert.ok(yaml);
  return validate(source, yaml, type, "thing");
}

const findings = (text: string, type: z.ZodType = schema) =>
  check(text, type).diagnostics.map(
    ({ line, column, endColumn, code, message, hint }) =>
      `${line}:${column}-${endColumn} ${code} ${message}${hint === null ? "" : ` ${hint}`}`,
  );

describe("validate", () => {
  it("answers with the parsed value", () => {
    assert.deepEqual(check("model: a\n"), { value: { model: "a", size: "small" }, diagnostics: [] });
  });

  const cases: readonly [string, string, readonly string[]][] = [
    ["an unknown key, at the key", "model: a\nmodle: b\n", ['2:1-6 thing/unknown-key Unknown key "modle". Did you mean "model"?']],
    [
      "each unknown key at its own place",
      "model: a\nxx: 1\nyy: 2\n",
      [
        '2:1-3 thing/unknown-key Unknown key "xx". Known: format, model, size, nested, byName, shape, bound, anything.',
        '3:1-3 thing/unknown-key Unknown key "yy". Known: format, model, size, nested, byName, shape, bound, anything.',
      ],
    ],
    [
      "an unknown key inside",
      "model: a\nnested:\n  depth: 1\n  lables: []\n",
      ['4:3-9 thing/unknown-key Unknown key "lables" in nested. Did you mean "labels"?'],
    ],
    [
      "an unknown key in a list",
      "model: a\nnested: {depth: 1, labels: [{label: x}, {label: y, lable: z}]}\n",
      ['2:52-57 thing/unknown-key Unknown key "lable" in nested.labels[2]. Did you mean "label"?'],
    ],
    [
      "an unknown key in a record",
      "model: a\nbyName:\n  first: {weight: 1, wieght: 2}\n",
      ['3:22-28 thing/unknown-key Unknown key "wieght" in byName.first. Did you mean "weight"?'],
    ],
    [
      "an unknown key behind an alias, where it is written",
      "model: a\nanything: &x {depth: 1, dept: 2}\nnested: *x\n",
      ['2:25-29 thing/unknown-key Unknown key "dept" in nested. Did you mean "depth"?'],
    ],
    [
      "a missing key, on the first line",
      "size: small\nformat: 1\n",
      ['1:1-12 thing/missing-key The key "model" is missing. Add "model: …".'],
    ],
    [
      "a missing key inside, at what should hold it",
      "model: a\nnested: {labels: []}\n",
      ['2:9-21 thing/missing-key The key "depth" is missing in nested. Add "depth: …".'],
    ],
    ["a wrong value, at the value", "model: a\nnested: {depth: -1}\n", ["2:17-19 thing/invalid-value nested.depth must be at least 0."]],
    [
      "a key without a value",
      "model:\n",
      ["1:7-7 thing/invalid-value model must be a text, not nothing. Write a text; put it in quotes where it looks like something else."],
    ],
    [
      "a misspelt choice",
      "model: a\nsize: lrage\n",
      ['2:7-12 thing/invalid-value size must be one of small, large, not lrage. Did you mean "large"?'],
    ],
    [
      "a list where a mapping belongs",
      "- a\n",
      ["1:1-1 thing/invalid-value This document must be keys and values, not a list. Write keys and values, such as `key: value`."],
    ],
    [
      "an empty document",
      "",
      [
        "1:1-1 thing/invalid-value This file is empty. Write keys and values; the keys are format, model, size, nested, byName, shape, bound, anything.",
      ],
    ],
    [
      "a document of comments",
      "# model: a\n",
      [
        "1:1-1 thing/invalid-value This file is empty. Write keys and values; the keys are format, model, size, nested, byName, shape, bound, anything.",
      ],
    ],
    [
      "a key with nothing where keys belong",
      "model: a\nnested:\n",
      ["2:8-8 thing/invalid-value nested is empty. Write keys and values; the keys are depth, labels."],
    ],
    [
      "a key with nothing where keys of any name belong",
      "model: a\nbyName:\n",
      ["2:8-8 thing/invalid-value byName is empty. Write keys and values, such as `key: value`."],
    ],
    [
      "a key with nothing where a list belongs",
      "model: a\nnested:\n  depth: 1\n  labels:\n",
      ['4:10-10 thing/invalid-value nested.labels is empty. Write its items, each on a line that begins with "- ".'],
    ],
    [
      "an item with nothing where keys belong",
      "model: a\nnested:\n  depth: 1\n  labels:\n    -\n",
      ["5:6-6 thing/invalid-value nested.labels[1] is empty. Write keys and values; the keys are label."],
    ],
    [
      "only the branch of a union that was meant",
      "model: a\nshape: {kind: square, sides: 1}\n",
      [
        '2:8-32 thing/missing-key The key "side" is missing in shape. Add "side: …".',
        '2:23-28 thing/unknown-key Unknown key "sides" in shape. Did you mean "side"?',
      ],
    ],
    [
      "suggestions only from the branch that was meant",
      "model: a\nshape: {kind: square, side: 1, radus: 1}\n",
      ['2:32-37 thing/unknown-key Unknown key "radus" in shape. Known: kind, side.'],
    ],
    ["a text that fits no branch of a union", "model: a\nbound: 5ms\n", ["2:8-11 thing/invalid-value bound must end in %."]],
    [
      "a number that is none",
      "model: a\nanything: [{x: .nan}]\n",
      ["2:16-20 thing/invalid-value anything[1].x: A number that is not finite has no JSON form."],
    ],
    [
      "an integer that loses digits",
      "model: a\nanything: 12345678901234567890\n",
      ["2:11-31 thing/invalid-value anything: An integer beyond 2^53-1 is not exact; write it as a text."],
    ],
    [
      "half a character",
      'model: "\\ud800"\n',
      ["1:8-16 thing/invalid-value model: A text with a lone surrogate has no canonical JSON form."],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(`reports ${title}`, () => {
      assert.deepEqual(findings(text), expected);
    });
  }

  for (const [title, value] of Object.entries({ "a date": new Date(0), "a map": new Map([["a", 1]]), bytes: new Uint8Array(2) })) {
    it(`refuses ${title}, which has no JSON form of its own`, () => {
      const range = { start: 0, end: 1 };
      const found = validate(
        createSourceText("a.yaml", "a"),
        { value: { model: "a", anything: [value] }, rangeOf: () => range, keyRangeOf: () => range },
        schema,
        "thing",
      );
      assert.deepEqual(
        [found.value, found.diagnostics.map(({ message }) => message)],
        [null, ["anything[1]: Only texts, numbers, true, false, null, lists and keys with values have a JSON form."]],
      );
    });
  }

  it("reports a missing key that has only one value", () => {
    assert.deepEqual(findings("a: 1\n", z.object({ format: z.literal(1) })), [
      '1:1-5 thing/missing-key The key "format" is missing. Add "format: …".',
    ]);
  });

  it("has no value with a finding", () => {
    assert.equal(check("model: a\nmodle: b\n").value, null);
  });

  it("reads the value at a path, and reports with the whole path, what is misspelt before what is missing", () => {
    const source = createSourceText("a.yaml", "list:\n  - {label: a}\n  - {lable: b}\n");
    const yaml = readYaml(source).value!;
    const found = validate(source, yaml, z.strictObject({ label: z.string() }), "thing", ["list", 1]).diagnostics;
    assert.deepEqual(
      found.map(({ line, column, message, hint }) => `${line}:${column} ${message} ${hint ?? ""}`),
      ['3:6 Unknown key "lable" in list[2]. Did you mean "label"?', '3:5 The key "label" is missing in list[2]. Add "label: …".'],
    );
  });

  it("does not take what an object inherits for a key", () => {
    assert.deepEqual(
      findings("a: 1\n", z.object({ toString: z.string() })).map((finding) => finding.split(" ")[1]),
      ["thing/missing-key"],
    );
  });
});

describe("displayPath", () => {
  it("counts from one and joins with dots", () => {
    assert.equal(displayPath(["criteria", 0, "options", "values", 2]), "criteria[1].options.values[3]");
  });
});

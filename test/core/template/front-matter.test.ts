// The front matter: what it declares, what is wrong with it, and where each key stands.
import assert from "node:assert/strict";
import * as z from "zod";
import { frontMatterSchema, type FrontMatter } from "../../../src/core/template/front-matter.ts";
import { codesOf, templateOf } from "./render-case.ts";

function read(yaml: string): FrontMatter {
  return templateOf(`---\n${yaml}\n---\nHi`).frontMatter;
}

function codes(yaml: string): string[] {
  return codesOf(templateOf(`---\n${yaml}\n---\nHi`).diagnostics);
}

function hints(yaml: string): (string | null)[] {
  return templateOf(`---\n${yaml}\n---\nHi`).diagnostics.map((diagnostic) => diagnostic.hint);
}

describe("front matter", () => {
  it("reads what there is", () => {
    const { name, description, model, collection, criteria } = read(
      "name: reply\ndescription: Answers\nmodel: ../models/small.model.yaml\ntouchstone.collection: ../c.csv\ntouchstone.criteria: ../r.yaml",
    );
    assert.deepEqual(
      { name, description, model, collection, criteria },
      { name: "reply", description: "Answers", model: "../models/small.model.yaml", collection: "../c.csv", criteria: "../r.yaml" },
    );
  });

  it("declares nothing without front matter", () => {
    const { rangeOf, ...rest } = templateOf("Hi").frontMatter;
    assert.deepEqual(
      { ...rest, defaults: { ...rest.defaults }, range: rangeOf("model") },
      {
        name: null,
        description: null,
        model: null,
        config: {},
        inputSchema: null,
        inputs: [],
        defaults: {},
        output: null,
        tools: [],
        collection: null,
        criteria: null,
        range: { start: 0, end: 0 },
      },
    );
  });

  it("takes our parameter names and Genkit's", () =>
    assert.deepEqual(read("config: {temperature: 0, maxOutputTokens: 5, topP: 0.5, stopSequences: [x], seed: 1}").config, {
      max_tokens: 5,
      top_p: 0.5,
      stop: ["x"],
      temperature: 0,
      seed: 1,
    }));
  it("refuses two names of one parameter", () =>
    assert.deepEqual(codes("config: {max_tokens: 5, maxOutputTokens: 6}"), ["template/duplicate-parameter"]));
  it("refuses an unknown parameter", () => assert.deepEqual(hints("config: {temprature: 1}"), ['Did you mean "temperature"?']));
  it("refuses a parameter out of range", () => assert.deepEqual(codes("config: {temperature: 3}"), ["template/invalid-value"]));
  it("refuses an unknown key", () => assert.deepEqual(hints("modell: x"), ['Did you mean "model"?']));
  it("refuses an unknown key of ours", () =>
    assert.deepEqual(
      [codes("touchstone.criterea: x"), hints("touchstone.criterea: x")],
      [["template/unknown-key"], ['Did you mean "touchstone.criteria"?']],
    ));
  it("leaves foreign dotted keys alone", () => assert.deepEqual(codes("genkit.x: {y: 1}\nother.tool.z: 2"), []));
  it("shows the dotted form of nested extras", () =>
    assert.deepEqual(
      [codes("touchstone:\n  criteria: x"), hints("touchstone:\n  criteria: x")],
      [["template/nested-extras"], ['Write "touchstone.criteria: …" on one line.']],
    ));
  it("refuses front matter that is no mapping", () => assert.deepEqual(codes("- a"), ["template/invalid-value"]));
  it("takes comments alone for nothing", () => assert.deepEqual(codes("# nothing"), []));
  it("refuses keys that reach into objects", () => assert.deepEqual(codes("input: {default: {__proto__: 1}}"), ["yaml/key"]));
  it("survives aliases that run in circles", () => assert.equal(codes("input: &x {default: *x}").length, 1));

  it("expands the input schema", () =>
    assert.deepEqual(read("input: {schema: {name: 'string, who', 'age?': integer}}").inputSchema, {
      type: "object",
      properties: { name: { type: "string", description: "who" }, age: { type: ["integer", "null"] } },
      required: ["name"],
      additionalProperties: false,
    }));
  it("lists declared inputs with their places", () => {
    const template = templateOf("---\ninput:\n  schema:\n    name: string\n    tags?(array): string\n---\n");
    assert.deepEqual(
      template.frontMatter.inputs.map(({ name, isOptional, range }) => [
        name,
        isOptional,
        template.source.text.slice(range.start, range.end),
      ]),
      [
        ["name", false, "name"],
        ["tags", true, "tags?(array)"],
      ],
    );
  });
  it("places an input that is declared twice where it stands first", () => {
    const template = templateOf("---\ninput:\n  schema:\n    a?: string\n    a: string\n---\nHi");
    assert.deepEqual(
      template.frontMatter.inputs.map(({ name, range }) => [name, template.source.text.slice(range.start, range.end)]),
      [["a", "a?"]],
    );
  });

  it("lists inputs declared by JSON Schema", () => {
    const template = templateOf(
      "---\ninput:\n  schema:\n    type: object\n    properties: {name: {type: string}}\n    required: [name]\n---\n",
    );
    assert.deepEqual(
      template.frontMatter.inputs.map(({ name, isOptional, range }) => [
        name,
        isOptional,
        template.source.text.slice(range.start, range.end),
      ]),
      [["name", false, "name"]],
    );
  });
  it("reports a bad schema at its line", () => {
    const { diagnostics } = templateOf("---\ninput:\n  schema:\n    name: strng\n---\n");
    assert.deepEqual(
      diagnostics.map(({ code, line, message }) => ({ code, line, message })),
      [{ code: "template/invalid-schema", line: 4, message: 'input.schema.name: unknown type "strng". Did you mean "string"?' }],
    );
  });
  it("keeps defaults without a prototype", () =>
    assert.deepEqual(
      [Object.getPrototypeOf(read("input: {default: {a: 1, b: [x]}}").defaults), { ...read("input: {default: {a: 1, b: [x]}}").defaults }],
      [null, { a: 1, b: ["x"] }],
    ));
  it("expands the output schema", () =>
    assert.deepEqual(read("output: {format: json, schema: {ok: boolean}}").output, {
      format: "json",
      schema: { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"], additionalProperties: false },
    }));
  it("keeps tools that are written out", () =>
    assert.deepEqual(read("tools: [{name: search, description: Finds, input: {type: object}}]").tools, [
      { name: "search", description: "Finds", input: { type: "object" } },
    ]));
  it("warns of a tool that is only named", () => {
    const template = templateOf("---\ntools: [search]\n---\n");
    assert.deepEqual(
      [template.diagnostics.map(({ code, severity }) => ({ code, severity })), template.frontMatter.tools],
      [[{ code: "template/named-tool", severity: "warning" }], []],
    );
  });
  it("finds the range of a value", () => {
    const text = "---\nmodel: openai/x\ntouchstone.criteria: ../c.yaml\n---\n";
    const { rangeOf } = templateOf(text).frontMatter;
    assert.deepEqual(
      [rangeOf("model"), rangeOf("touchstone.criteria")].map(({ start, end }) => text.slice(start, end)),
      ["openai/x", "../c.yaml"],
    );
  });
  it("has a JSON Schema", () =>
    assert.deepEqual(Object.keys(z.toJSONSchema(frontMatterSchema).properties ?? {}).includes("touchstone.criteria"), true));
});

// Findings of a template against columns and partials.
import assert from "node:assert/strict";
import { checkTemplate, type TemplateFacts } from "../../../src/core/template/check.ts";
import { codesOf, partialsOf, templateOf } from "./render-case.ts";

const partialTexts = { greet: "Dear {{name}}", broken: "{{#if}}", self: "{{> self}}", ping: "{{> pong}}", pong: "{{> ping}}", tree: "{{#each kids}}{{> tree}}{{/each}}", upper: "{{upper name}}" };

function check(text: string, columns: readonly string[] | null = ["name", "city"]): ReturnType<typeof checkTemplate> {
  const facts: TemplateFacts = { columns, partials: partialsOf(partialTexts), partialNames: Object.keys(partialTexts) };
  return checkTemplate(templateOf(text), facts);
}

const head = (schema: string): string => `---\ninput:\n  schema:\n    ${schema}\n---\n`;

describe("check", () => {
  const cases: Record<string, readonly [text: string, columns: readonly string[] | null, codes: readonly string[]]> = {
    "known columns": ["{{name}} {{city}}", ["name", "city"], []],
    "an unknown placeholder": ["{{nmae}}", ["name"], ["template/unknown-placeholder"]],
    "every place of an unknown placeholder": ["{{a}}{{a}}", ["name"], ["template/unknown-placeholder", "template/unknown-placeholder"]],
    "a guard does not make a name known": ["{{#if a}}{{/if}}", ["name"], ["template/unknown-placeholder"]],
    "a default": ["---\ninput: {default: {a: 1}}\n---\n{{a}}", ["name"], []],
    "an optional input": [`${head("a?: string")}{{a}}`, ["name"], []],
    "a required input without column": [`${head("a: string")}{{a}}`, ["name"], ["template/unfilled-input"]],
    "a required input with a default": ["---\ninput: {schema: {a: string}, default: {a: x}}\n---\n{{a}}", ["name"], []],
    "a declared input that is not used": [`${head("name: string")}Hi`, ["name"], ["template/unused-input"]],
    "a declared input that the whole row uses": [`${head("name: string")}{{json this}}`, ["name"], []],
    "no collection, no schema": ["{{anything}}", null, []],
    "no collection, but a schema": [`${head("a: string")}{{a}}{{b}}`, null, ["template/unknown-placeholder"]],
    "no collection, an open schema": [`${head("(*): string")}{{a}}`, null, []],
    "an unknown helper": ["{{upper name}}", ["name"], ["template/unknown-helper"]],
    "a helper in a branch that may not be taken": ["{{#if name}}{{upper name}}{{/if}}", ["name"], ["template/unknown-helper"]],
    "a plain section": ["{{#name}}{{/name}}", ["name"], ["template/plain-section"]],
    "an invalid role": ['{{role "assistant"}}', [], ["template/invalid-role"]],
    "a role from a column": ["{{role name}}", ["name"], ["template/invalid-role"]],
    "a missing partial": ["{{> gret}}", [], ["template/missing-partial"]],
    "an unknown placeholder in a partial": ["{{> greet}}", ["city"], ["template/unknown-placeholder"]],
    "a partial that is given its names": ['{{> greet name="x"}}', [], []],
    "a broken partial": ["{{> broken}}", [], ["template/unclosed-block"]],
    "a wrong call in a partial, once": ["{{> upper}}{{> upper}}", ["name"], ["template/unknown-helper"]],
    "a partial that calls itself": ["{{> self}}", [], ["template/circular-partial"]],
    "partials that call each other": ["{{> ping}}", [], ["template/circular-partial"]],
    "a partial that ends with the data": ["{{> tree name}}", ["name"], []],
    "its own syntax error": ["{{#if name}}", ["name"], ["template/unclosed-block"]],
    "a syntax error hides nothing else": [`${head("a: strng")}{{#if`, ["name"], ["template/invalid-schema", "template/syntax"]],
    "an unsupported construct": ["{{#> greet}}{{/greet}}", [], ["template/unsupported"]],
  };
  for (const [name, [text, columns, codes]] of Object.entries(cases)) it(name, () => assert.deepEqual(codesOf(check(text, columns)), codes));

  const hints: Record<string, readonly [text: string, hint: string]> = {
    "a column": ["{{nam}}", 'Did you mean "name"?'],
    "a default": ["---\ninput: {default: {window_days: 1}}\n---\n{{window_day}}", 'Did you mean "window_days"?'],
    "a declared input": [`${head("window_days?: integer")}{{window_day}}{{window_days}}`, 'Did you mean "window_days"?'],
    "a partial": ["{{> gret}}", 'Did you mean "greet"?'],
    "a helper": ["{{jsn name}}", 'Did you mean "json"?'],
    "the role model": ['{{role "assistant"}}', 'Did you mean "model"?'],
    "a block helper": ["{{#name}}{{/name}}", "Write {{#each name}}, {{#with name}} or {{#if name}}."],
  };
  for (const [name, [text, hint]] of Object.entries(hints)) it(`suggests ${name}`, () => assert.equal(check(text)[0]?.hint, hint));

  it("points at the name", () => {
    assert.deepEqual(check("Hi\n{{user.name}}").map(({ line, column, endColumn }) => ({ line, column, endColumn })), [{ line: 2, column: 3, endColumn: 7 }]);
  });
  it("points into the partial", () => assert.deepEqual(check("{{> greet}}", []).map(({ file, column }) => ({ file, column })), [{ file: "_greet.prompt", column: 8 }]));
  it("points at the declaration", () => assert.deepEqual(check(`${head("a: string")}{{a}}`).map(({ line, column }) => ({ line, column })), [{ line: 4, column: 5 }]));
});

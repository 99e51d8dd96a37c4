// Findings of a template against columns and partials.
import assert from "node:assert/strict";
import { checkTemplate, type TemplateFacts } from "../../../src/core/template/check.ts";
import { codesOf, partialsOf, templateOf } from "./render-case.ts";

const partialTexts = {
  greet: "Dear {{name}}",
  broken: "{{#if}}",
  self: "{{> self}}",
  ping: "{{> pong}}",
  pong: "{{> ping}}",
  tree: "{{#each kids}}{{> tree}}{{/each}}",
  upper: "{{upper name}}",
  counted: "{{@index}}",
  above: "{{../name}}",
  rootWith: "{{#with @root}}{{../x}}{{/with}}",
};

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
    "a parent above the root": ["{{../name}}", ["name"], ["template/unknown-placeholder"]],
    "a parent above the root, in an argument": [
      "{{#if ../name}}{{/if}}{{json ../name}}",
      ["name"],
      ["template/unknown-placeholder", "template/unknown-placeholder"],
    ],
    "a parent out of each and with": [
      "{{#each name}}{{../name}}{{#with this}}{{../../name}}{{/with}}{{/each}}{{#with name}}{{../name}}{{/with}}",
      ["name"],
      [],
    ],
    "a parent out of one block too many": ["{{#each name}}{{../../name}}{{/each}}", ["name"], ["template/unknown-placeholder"]],
    "a parent out of a block that adds none": [
      "{{#if name}}{{../name}}{{/if}}{{#ifEquals name 1}}{{../name}}{{/ifEquals}}",
      ["name"],
      ["template/unknown-placeholder", "template/unknown-placeholder"],
    ],
    "a parent out of a with over the row itself": ["{{#with this}}{{../name}}{{/with}}", ["name"], ["template/unknown-placeholder"]],
    "a parent out of an else": ["{{#each name}}x{{else}}{{../name}}{{/each}}", ["name"], ["template/unknown-placeholder"]],
    "a parent out of a partial": ["{{#each name}}{{> above}}{{/each}}", ["name"], ["template/unknown-placeholder"]],
    "a parent that the partial's overlaid context is": ["{{> rootWith x=1}}", ["name"], []],
    "data of each": ["{{#each name}}{{@index}}{{@key}}{{@first}}{{@last}}{{#if @first}}{{@index}}{{/if}}{{/each}}", ["name"], []],
    "data of each outside": ["{{@index}}", ["name"], ["template/unknown-placeholder"]],
    "data of each in its else": ["{{#each name}}x{{else}}{{@key}}{{/each}}", ["name"], ["template/unknown-placeholder"]],
    "data of with": ["{{#with name}}{{@first}}{{/with}}", ["name"], ["template/unknown-placeholder"]],
    "data of an outer each": ["{{#each name}}{{#each this}}{{@../index}}{{/each}}{{/each}}", ["name"], []],
    "data of an outer each that is not there": ["{{#each name}}{{@../index}}{{/each}}", ["name"], ["template/unknown-placeholder"]],
    "the root": ["{{@root.name}}{{#each name}}{{@root.name}}{{/each}}", ["name"], []],
    "data that nothing provides": ["{{@user}}", ["name"], ["template/unknown-placeholder"]],
    "data in a partial called inside each": ["{{#each name}}{{> counted}}{{/each}}", ["name"], []],
    "data in a partial called inside each and outside": [
      "{{#each name}}{{> counted this}}{{/each}}{{> counted name}}",
      ["name"],
      ["template/unknown-placeholder"],
    ],
    "an unsupported construct": ["{{#> greet}}{{/greet}}", [], ["template/unsupported"]],
  };
  for (const [name, [text, columns, codes]] of Object.entries(cases))
    it(name, () => assert.deepEqual(codesOf(check(text, columns)), codes));

  const hints: Record<string, readonly [text: string, hint: string]> = {
    "a column": ["{{nam}}", 'Did you mean "name"?'],
    "a default": ["---\ninput: {default: {window_days: 1}}\n---\n{{window_day}}", 'Did you mean "window_days"?'],
    "a declared input": [`${head("window_days?: integer")}{{window_day}}{{window_days}}`, 'Did you mean "window_days"?'],
    "a partial": ["{{> gret}}", 'Did you mean "greet"?'],
    "a helper": ["{{jsn name}}", 'Did you mean "json"?'],
    "the role model": ['{{role "assistant"}}', 'Did you mean "model"?'],
    "how to name what is above": [
      "{{../name}}",
      "Each ../ leaves one {{#each}} or {{#with}}; {{#if}} and the like add no level, and a partial begins anew. Write {{@root.…}} for a column of the row.",
    ],
    "where data belongs": ["{{@index}}", "Write it inside {{#each}}."],
    data: ["{{#each name}}{{@indx}}{{/each}}", 'Did you mean "index"?'],
    "a block helper": ["{{#name}}{{/name}}", "Write {{#each name}}, {{#with name}} or {{#if name}}."],
  };
  for (const [name, [text, hint]] of Object.entries(hints)) it(`suggests ${name}`, () => assert.equal(check(text)[0]?.hint, hint));

  it("points at the name", () => {
    assert.deepEqual(
      check("Hi\n{{user.name}}").map(({ line, column, endColumn }) => ({ line, column, endColumn })),
      [{ line: 2, column: 3, endColumn: 7 }],
    );
  });
  it("points into the partial", () =>
    assert.deepEqual(
      check("{{> greet}}", []).map(({ file, column }) => ({ file, column })),
      [{ file: "_greet.prompt", column: 8 }],
    ));
  it("points at the declaration", () =>
    assert.deepEqual(
      check(`${head("a: string")}{{a}}`).map(({ line, column }) => ({ line, column })),
      [{ line: 4, column: 5 }],
    ));
});

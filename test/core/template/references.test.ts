// Which names of a template are columns of the row.
import assert from "node:assert/strict";
import { findReferences } from "../../../src/core/template/references.ts";
import { partialsOf, templateOf } from "./render-case.ts";

const partials = partialsOf({
  greet: "Dear {{name}}{{title}}",
  item: "{{v}}{{@root.city}}",
  loop: "{{a}}{{> loop}}",
  deep: "{{#with inner}}{{> item}}{{/with}}",
});

function namesIn(text: string): string[] {
  return findReferences(templateOf(text), partials).map((reference) => reference.name);
}

describe("references", () => {
  const cases: Record<string, readonly [string, readonly string[]]> = {
    "plain names": ["{{a}}{{{b}}}{{& c}}", ["a", "b", "c"]],
    "the root of a path": ["{{a.b.c}}{{this.d}}{{./e}}{{[f g].h}}", ["a", "d", "e", "f g"]],
    "parameters and named values": [
      '{{json a indent=b}}{{media url=c contentType=d}}{{#ifEquals e "x"}}{{/ifEquals}}{{json (json f)}}',
      ["a", "b", "c", "d", "e", "f"],
    ],
    "not helpers": ['{{role "user"}}{{history}}{{section "a"}}', []],
    "not literals, data and comments": ["{{! a }}{{@b}}{{json 3}}\\{{c}}", []],
    "a literal head": ['{{"odd name"}}', ["odd name"]],
    "every branch": [
      "{{#if a}}{{b}}{{else if c}}{{d}}{{else}}{{e}}{{/if}}{{#unless f}}{{g}}{{/unless}}",
      ["a", "b", "c", "d", "e", "f", "g"],
    ],
    "not fields of items": ["{{#each items}}{{name}}{{this.x}}{{@root.y}}{{../z}}{{else}}{{none}}{{/each}}", ["items", "y", "z", "none"]],
    "not fields of with": [
      "{{#with user}}{{name}}{{#if x}}{{../city}}{{/if}}{{else}}{{anonymous}}{{/with}}",
      ["user", "city", "anonymous"],
    ],
    "parents of parents": ["{{#each a}}{{#each b}}{{../c}}{{../../d}}{{../../../e}}{{/each}}{{/each}}", ["a", "d"]],
    "not block parameters": [
      "{{#each items as |item place|}}{{item.name}}{{place}}{{other}}{{../city}}{{#each ../more as |inner|}}{{item}}{{inner}}{{/each}}{{/each}}",
      ["items", "city", "more"],
    ],
    "a block parameter for the row": ["{{#with this as |r|}}{{r.name}}{{/with}}", ["name"]],
    "with this adds no parent": ["{{#with this}}{{a}}{{../b}}{{/with}}{{#with @root}}{{c}}{{/with}}", ["a", "c"]],
    "root reached from inside": ["{{#each items}}{{#with @root}}{{a}}{{../b}}{{../../c}}{{/with}}{{/each}}", ["items", "a", "c"]],
    "the row's own items": ["{{#each this}}{{x}}{{/each}}", []],
    partials: ["{{> greet}}", ["name", "title"]],
    "partials with named values": ["{{> greet name=customer}}", ["customer", "title"]],
    "partials with a context": ["{{> greet user}}", ["user"]],
    "partials with a context and named values": ["{{> greet user x=a}}", ["user", "a"]],
    "partials with the row as context": ["{{#each items}}{{> greet @root}}{{/each}}", ["items", "name", "title"]],
    "partials in loops": ["{{#each items}}{{> item}}{{/each}}", ["items", "city"]],
    "partials have no parents": ["{{#with a}}{{> up}}{{/with}}", ["a"]],
    "partials called twice in different contexts": ["{{> item}}{{#each items}}{{> item}}{{/each}}", ["v", "city", "items"]],
    "partials that call themselves": ["{{> loop}}", ["a"]],
    "partials of partials": ["{{> deep}}", ["inner", "city"]],
    "missing partials": ["{{> nowhere a x=b}}", ["a", "b"]],
    "arguments of wrong calls": ["{{upper a}}{{#list b}}{{c}}{{/list}}", ["a", "b"]],
    "a template that cannot be parsed": ["{{#if a}}", []],
  };
  for (const [name, [text, names]] of Object.entries(cases)) it(name, () => assert.deepEqual(namesIn(text), names));

  it("cover the name as written, in its own file", () => {
    const text = "---\nname: x\n---\n{{> greet}} {{user.name}} {{[odd name]}}";
    assert.deepEqual(
      findReferences(templateOf(text), partials).map(({ file, range }) => [
        file,
        (file === "main.prompt" ? text : "Dear {{name}}{{title}}").slice(range.start, range.end),
      ]),
      [
        ["_greet.prompt", "name"],
        ["_greet.prompt", "title"],
        ["main.prompt", "user"],
        ["main.prompt", "[odd name]"],
      ],
    );
  });

  it("know what the schema makes optional", () => {
    const text = "---\ninput: {schema: {a: string, 'b?': string}}\n---\n{{a}}{{#if b}}{{b}}{{/if}}{{c}}";
    assert.deepEqual(
      findReferences(templateOf(text), partials).map(({ name, isOptional }) => [name, isOptional]),
      [
        ["a", false],
        ["b", true],
        ["b", true],
        ["c", false],
      ],
    );
  });

  it("end when partials hand on more and more", () =>
    assert.deepEqual(
      findReferences(templateOf("{{> grow}}"), partialsOf({ grow: "{{x}}{{> grow a=this}}{{> grow b=this}}{{> grow c=this}}" })).map(
        ({ name }) => name,
      ),
      ["x"],
    ));
});

// Any text yields an answer: nothing a template, a row or a partial contains makes this layer throw.
import assert from "node:assert/strict";
import fc from "fast-check";
import { plainMessages } from "../../../src/core/template/rendered.ts";
import { checkTemplate } from "../../../src/core/template/check.ts";
import { fillText } from "../../../src/core/template/fill.ts";
import { renderTemplate } from "../../../src/core/template/interpret.ts";
import { expandPicoschema } from "../../../src/core/template/picoschema.ts";
import { findReferences } from "../../../src/core/template/references.ts";
import { partialsOf, templateOf } from "./render-case.ts";

const fragment = fc.oneof(
  fc.constantFrom(
    "{{",
    "}}",
    "{{{",
    "}}}",
    "{{{{",
    "}}}}",
    "{{#",
    "{{/",
    "{{^",
    "{{~",
    "~}}",
    "{{>",
    "{{!",
    "{{!--",
    "--}}",
    "{{else}}",
    "{{else if a}}",
    "{{#*inline",
    "{{#>",
    "{{&",
    "\\{{",
    "\\\\{{",
    "if",
    "each",
    "with",
    "unless",
    "role",
    "history",
    "media",
    "section",
    "json",
    "ifEquals",
    "lookup",
    " as |x y|",
    "a",
    "b.c",
    "../",
    "this",
    "@index",
    "@root.a",
    "[odd name]",
    "(",
    ")",
    "=",
    '"system"',
    "'x'",
    "3",
    "true",
    "null",
    ".",
    "/",
    ".#",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\u2028",
    "\0",
    "---\n",
    "---",
    "model: x\n",
    "input:\n  schema:\n    a: string\n",
    "touchstone:\n",
    "p",
    "q",
    "é",
    "🎉",
    "<<<dotprompt:role:system>>>",
    "{{a}}",
    "{{#if a}}",
    "{{/if}}",
    "{{#each b}}",
    "{{/each}}",
    "{{> p}}",
    "  {{> q a=b}}\n",
    '{{role "model"}}',
    "{{json this}}",
    "{{#with b as |w|}}",
    "{{/with}}",
    "{{w.c}}",
  ),
  fc.string({ maxLength: 5 }),
);
const text = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(""));
const row = fc.dictionary(fc.constantFrom("a", "b", "c", "odd name", "__proto__", "length"), fc.jsonValue());

describe("any text", () => {
  it("parses, renders and is checked without a throw", () => {
    fc.assert(
      fc.property(text, text, text, row, (body, p, q, values) => {
        const template = templateOf(body);
        const partials = partialsOf({ p, q });
        const outcome = renderTemplate(template, { values, partials, context: { index: 1 } });
        checkTemplate(template, { columns: Object.keys(values), partials, partialNames: ["p", "q"] });
        findReferences(template, partials);
        return Array.isArray(plainMessages(outcome.messages)) && (template.tree === null) === (template.processed === null);
      }),
      { numRuns: 3000 },
    );
  });

  it("has a tree or an error", () => {
    fc.assert(
      fc.property(text, (body) => {
        const { tree, diagnostics } = templateOf(body);
        return tree !== null || diagnostics.some((diagnostic) => diagnostic.severity === "error");
      }),
      { numRuns: 2000 },
    );
  });

  it("has at most one finding of its syntax when it has no tree", () => {
    fc.assert(
      fc.property(text, (body) => {
        const { tree, diagnostics } = templateOf(`x${body}`);
        return tree !== null || diagnostics.length === 1;
      }),
      { numRuns: 2000 },
    );
  });

  it("has findings only inside the file", () => {
    fc.assert(
      fc.property(text, (body) => {
        const { source, diagnostics } = templateOf(body);
        const last = source.positionAt(source.text.length);
        return diagnostics.every(
          ({ line, column, endLine, endColumn }) =>
            line >= 1 &&
            column >= 1 &&
            (endLine < last.line || (endLine === last.line && endColumn <= last.column)) &&
            (line < endLine || (line === endLine && column <= endColumn)),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("is sent as it is when it has no braces and no front matter", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).filter((plain) => !/[{\0]|^---/.test(plain) && plain.trim() !== ""),
        (plain) => {
          assert.deepEqual(plainMessages(renderTemplate(templateOf(plain), { values: {} }).messages), [
            { role: "user", content: [{ text: plain }] },
          ]);
        },
      ),
    );
  });

  it("fills any text", () => {
    fc.assert(fc.property(text, row, (body, values) => typeof fillText(body, values).text === "string"));
  });

  it("expands any JSON as Picoschema", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expansion = expandPicoschema(value);
        return "schema" in expansion || expansion.problem.message !== "";
      }),
    );
  });
});

describe("any value", () => {
  it("stays one text in its place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const { messages } = renderTemplate(templateOf('{{role "system"}}S{{role "user"}}<{{v}}>'), { values: { v: value } });
        assert.deepEqual(plainMessages(messages), [
          { role: "system", content: [{ text: "S" }] },
          { role: "user", content: [{ text: `<${value}>` }] },
        ]);
      }),
    );
  });
});

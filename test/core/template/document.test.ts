// A file taken apart: fences, body, trees with exact ranges, and one finding for each kind of broken text.
import assert from "node:assert/strict";
import type { Diagnostic } from "../../../src/core/domain/diagnostic.ts";
import type { Expression, Program, Statement } from "../../../src/core/template/ast.ts";
import type { Template } from "../../../src/core/template/document.ts";
import { generateCase } from "./generator.ts";
import { codesOf, templateOf } from "./render-case.ts";

function bodyOf(text: string): string {
  const { source, body } = templateOf(text);
  return source.text.slice(body.start, body.end);
}

function covered({ source }: Template, diagnostic: Diagnostic | undefined): string {
  if (diagnostic === undefined) return "no finding";
  return source.text.slice(source.offsetAt(diagnostic.line, diagnostic.column), source.offsetAt(diagnostic.endLine, diagnostic.endColumn));
}

function statementsOf(program: Program | null): Statement[] {
  return (program?.statements ?? []).flatMap((statement) =>
    statement.kind === "block" ? [statement, ...statementsOf(statement.program), ...statementsOf(statement.inverse)] : [statement],
  );
}

function firstStatement(text: string): Statement | undefined {
  return templateOf(text).tree?.statements[0];
}

describe("the parts of a file", () => {
  const bodies: Record<string, readonly [string, string]> = {
    "without front matter the body is the whole file": ["  Hi\n", "  Hi\n"],
    "with front matter the body is trimmed": ["---\nname: x\n---\n\n Hi \n", "Hi"],
    CRLF: ["---\r\nname: x\r\n---\r\nHi\r\nyou\r\n", "Hi\r\nyou"],
    "lone carriage returns": ["---\rname: x\r---\rHi", "Hi"],
    "spaces after the fences": ["---  \nname: x\n--- \t\nHi", "Hi"],
    "a fence at the end of the file": ["---\nname: x\n---", ""],
    "empty front matter": ["---\n---\nHi", "Hi"],
    "a rule later in the text": ["Hi\n---\nname: x\n---\n", "Hi\n---\nname: x\n---\n"],
    "a rule in the body": ["---\nname: x\n---\na\n---\nb", "a\n---\nb"],
    "dashes with text are no fence": ["--- a\nb", "--- a\nb"],
    "an indented fence does not close": ["---\ndescription: |\n  ---\nname: x\n---\nHi", "Hi"],
    "only an opening fence": ["---", ""],
    "broken YAML": ["---\nmodel: [\n---\nHi", "Hi"],
  };
  for (const [name, [text, body]] of Object.entries(bodies)) it(name, () => assert.equal(bodyOf(text), body));

  it("reports a front matter that never ends, at its fence", () => {
    const template = templateOf("---\nname: x\nHi");
    assert.deepEqual(
      [codesOf(template.diagnostics), covered(template, template.diagnostics[0]), template.tree],
      [["template/front-matter-unclosed"], "---", null],
    );
  });

  const late: Record<string, string> = {
    "a blank line": "\n---\nname: x\n---\nHi",
    "lines of spaces": "  \r\n\t\r\n---\r\nname: x\r\n---\r\nHi",
    "a comment": "# mine\n\n---\nname: x\n---",
  };
  for (const [name, text] of Object.entries(late)) {
    it(`reports front matter after ${name}, at its fence, and keeps it as text`, () => {
      const template = templateOf(text);
      assert.deepEqual(
        [codesOf(template.diagnostics), covered(template, template.diagnostics[0]), bodyOf(text)],
        [["template/front-matter-late"], "---", text],
      );
    });
  }

  const rules: Record<string, string> = {
    "text before the rules": "Hi\n---\nname: x\n---\n",
    "a single rule": "\n---\nHi",
    "no line but comments": "# a\n\n# b",
    "front matter where it belongs": "---\nname: x\n---\n\n---\na\n---\n",
    "many blank lines": "\r\n".repeat(100_000),
    "one long blank line": " ".repeat(100_000),
  };
  for (const [name, text] of Object.entries(rules)) it(`takes ${name}`, () => assert.deepEqual(templateOf(text).diagnostics, []));

  it("reports broken YAML at its place in the file", () => {
    const template = templateOf("---\nname: x\nname: y\n---\nHi");
    assert.deepEqual([codesOf(template.diagnostics), template.diagnostics[0]?.line], [["yaml/duplicate-key"], 3]);
  });

  it("reports a syntax error at its place in the file", () => {
    const template = templateOf("---\nname: x\n---\nHi\n{{#if a}}");
    assert.deepEqual(
      template.diagnostics.map(({ code, line, column }) => ({ code, line, column })),
      [{ code: "template/unclosed-block", line: 5, column: 4 }],
    );
  });
});

describe("syntax findings", () => {
  const broken: Record<string, readonly [text: string, code: string, covered: string]> = {
    "an unclosed placeholder": ["a {{foo", "template/syntax", "{{foo"],
    "a placeholder with one brace": ["a {{foo} b\nc", "template/syntax", "{{foo} b"],
    "bare braces": ["{{", "template/syntax", "{{"],
    "nothing in braces": ["a{{}}", "template/syntax", "}}"],
    "a block that is never closed": ["{{#if a}}\n{{#each b}}\nfoo", "template/unclosed-block", "each"],
    "a block closed by another's name": ["{{#each items}}{{#if a}}x{{/each}}", "template/unclosed-block", "if"],
    "a block closed twice": ["{{#if a}}{{/if}}{{/if}}", "template/syntax", "{{/if"],
    "an else outside": ["a{{else}}", "template/syntax", "{{else}}"],
    "a parent in the middle of a path": ["{{../a/../b}}", "template/syntax", "../a/../b"],
    "a named value without value": ["{{media url=}}", "template/syntax", "}}"],
    "an unclosed string": ['{{role "system}}', "template/syntax", '"system'],
    "an apostrophe in a name": ["Dear {{customer's}}", "template/syntax", "customer's"],
    "an unclosed comment": ["x {{!-- y }}", "template/syntax", "{{!--"],
    "an unclosed raw block": ["{{{{if x}}}} y", "template/unclosed-block", "if"],
    "a NUL character": ["a\0b", "template/syntax", "\0"],
    "three braces closed by two": ["{{{x}}", "template/syntax", "}}"],
    "an else in a decorator": ['{{#*inline "x"}}a{{else}}b{{/inline}}', "template/syntax", '{{#*inline "x"}}a{{else}}b{{/inline}}'],
    "an inline partial": ['{{#*inline "x"}}a{{/inline}}', "template/unsupported", '{{#*inline "x"}}a{{/inline}}'],
    "a partial with a body": ["{{#> x}}a{{/x}}", "template/unsupported", "{{#> x}}a{{/x}}"],
    "a partial named by an expression": ["{{> (x y)}}", "template/unsupported", "{{> (x y)}}"],
    "a partial with two contexts": ["{{> x a b}}", "template/unsupported", "{{> x a b}}"],
    "a call of a call": ["{{(json a) b}}", "template/unsupported", "(json a)"],
    "a path out of a call": ["{{(json a).b}}", "template/unsupported", "(json a).b"],
  };
  for (const [name, [text, code, place]] of Object.entries(broken)) {
    it(name, () => {
      const template = templateOf(text);
      assert.deepEqual([codesOf(template.diagnostics), covered(template, template.diagnostics[0])], [[code], place]);
    });
  }

  it("names the block and where it was opened", () => {
    assert.equal(templateOf("a\n{{#each items}}").diagnostics[0]?.message, 'The block "each" opened on line 2 is never closed.');
  });

  it("refuses what nests too deep", () => {
    assert.deepEqual(codesOf(templateOf("{{#if a}}".repeat(3000) + "{{/if}}".repeat(3000)).diagnostics), ["template/too-deep"]);
  });

  it("refuses what nests less deep, but too deep to walk", () => {
    assert.deepEqual(codesOf(templateOf("{{#if a}}".repeat(101) + "{{/if}}".repeat(101)).diagnostics), ["template/too-deep"]);
  });

  it("takes many blocks and chains in a row", () => {
    assert.deepEqual(
      codesOf(templateOf("{{#if a}}(((x{{else if b}}y{{else}}z{{/if}}{{^if a}}(x{{^}}y{{/if}}".repeat(600)).diagnostics),
      [],
    );
  });

  it("refuses long chains of else if", () => {
    assert.deepEqual(codesOf(templateOf("{{#if a}}" + "{{else if b}}".repeat(5000) + "{{/if}}").diagnostics), ["template/too-deep"]);
  });

  it("refuses calls that nest too deep", () => {
    assert.deepEqual(codesOf(templateOf(`{{json ${"(json ".repeat(3000)}a${")".repeat(3000)}}}`).diagnostics), ["template/too-deep"]);
  });

  it("answers paths out of nested calls in good time", () => {
    assert.deepEqual(codesOf(templateOf(`{{json ${"(".repeat(60)}a b${").c".repeat(60)}}}`).diagnostics), ["template/unsupported"]);
  });
});

describe("ranges of the tree", () => {
  it("gives each segment of a path its place", () => {
    const text = "---\nname: x\n---\n{{ ../user.[odd name].x }}";
    const statement = firstStatement(text);
    const head = statement?.kind === "mustache" ? statement.call.head : null;
    assert.deepEqual(
      head?.segments.map(({ name, range }) => [name, text.slice(range.start, range.end)]),
      [
        ["user", "user"],
        ["odd name", "[odd name]"],
        ["x", "x"],
      ],
    );
  });

  it("does not take this for a segment", () => {
    const statement = firstStatement("{{this.name}}");
    assert.deepEqual(statement?.kind === "mustache" ? statement.call.head.segments : null, [
      { name: "name", range: { start: 7, end: 11 } },
    ]);
  });

  it("takes a bracketed this for a segment", () => {
    const statement = firstStatement("{{a.[this]}}");
    assert.deepEqual(statement?.kind === "mustache" ? statement.call.head.segments.map((segment) => segment.name) : null, ["a", "this"]);
  });

  it("covers parameters and named values", () => {
    const text = '{{media url=photo contentType="image/png"}}';
    const statement = firstStatement(text);
    const values: Expression[] = statement?.kind === "mustache" ? statement.call.named.map((pair) => pair.value) : [];
    assert.deepEqual(
      values.map(({ range }) => text.slice(range.start, range.end)),
      ["photo", '"image/png"'],
    );
  });

  it("keeps columns right after line separators that the lexer miscounts", () => {
    const text = "a\nfoo\u2028bar{{x\u2029}}z\u2028{{[odd\u2028name]}}";
    assert.deepEqual(
      templateOf(text).tree?.statements.map(({ range }) => text.slice(range.start, range.end)),
      ["a\nfoo\u2028bar", "{{x\u2029}}", "z\u2028", "{{[odd\u2028name]}}"],
    );
  });

  it("gives names back with their line separators", () => {
    const statement = firstStatement("{{[odd\u2028name]}}");
    assert.equal(statement?.kind === "mustache" ? statement.call.head.segments[0]?.name : null, "odd\u2028name");
  });

  for (const kind of ["tree", "processed"] as const) {
    it(`slices all text of generated templates (${kind})`, () => {
      const wrong: string[] = [];
      for (let seed = 1; seed <= 200; seed++) {
        const template = templateOf(generateCase(seed).text);
        for (const statement of statementsOf(template[kind])) {
          const written = template.source.text.slice(statement.range.start, statement.range.end);
          const isRight = statement.kind === "content" ? written === statement.text : written.startsWith("{{");
          if (!isRight) wrong.push(`${seed}: ${JSON.stringify(written)}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }

  it("leaves no gap between statements but the backslash of an escape", () => {
    const gaps = new Set<string>();
    for (let seed = 1; seed <= 200; seed++) {
      const { source, body, tree } = templateOf(generateCase(seed).text);
      let end = body.start;
      for (const { range } of tree?.statements ?? []) {
        gaps.add(source.text.slice(end, range.start));
        end = range.end;
      }
      gaps.add(source.text.slice(end, body.end));
    }
    assert.deepEqual([...gaps].sort(), ["", "\\"]);
  });
});

// YAML with positions: where keys and values stand, what is refused, and that no text makes it throw.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readYaml, type YamlPath } from "../../../src/core/domain/read-yaml.ts";
import { createSourceText } from "../../../src/core/domain/source-text.ts";

const read = (text: string) => readYaml(createSourceText("a.yaml", text));
const findings = (text: string) =>
  read(text).diagnostics.map(({ line, column, endLine, endColumn, code }) => `${line}:${column}-${endLine}:${endColumn} ${code}`);

/** The source text of a value and of the key that leads to it. */
function written(text: string, path: YamlPath): { key: string; value: string } {
  const yaml = read(text).value;
  assert.ok(yaml);
  const [key, value] = [yaml.keyRangeOf(path), yaml.rangeOf(path)].map(({ start, end }) => text.slice(start, end));
  return { key: key!, value: value! };
}

describe("readYaml values", () => {
  const cases: readonly [string, string, unknown][] = [
    [
      "a mapping of every type",
      "a: 1\nb: x\nc: true\nd: null\ne: [1.5, {f: g}]\n",
      { a: 1, b: "x", c: true, d: null, e: [1.5, { f: "g" }] },
    ],
    ["dates and YAML 1.1 booleans as texts", "a: 2026-01-01\nb: yes\nc: 0o17\n", { a: "2026-01-01", b: "yes", c: 15 }],
    ["aliases as the values they name", "a: &x {b: 1}\nc: *x\n", { a: { b: 1 }, c: { b: 1 } }],
    ["merge keys as ordinary keys", "a: &x {b: 1}\nc: {<<: *x}\n", { a: { b: 1 }, c: { "<<": { b: 1 } } }],
    ["nothing as null", "# only a comment\n", null],
    ["a text after a byte order mark", "\ufeffa: 1\n", { a: 1 }],
    ["CRLF line ends", "a: 1\r\nb: |\r\n  x\r\n  y\r\n", { a: 1, b: "x\ny\n" }],
    [
      "brackets in texts, which are not nesting",
      Array.from({ length: 100 }, (_, index) => `- "interval [${index}, 2)"\n`).join(""),
      Array.from({ length: 100 }, (_, index) => `interval [${index}, 2)`),
    ],
    [
      "indentation in texts, which is not nesting",
      `a: |\n${Array.from({ length: 100 }, (_, index) => ` ${" ".repeat(index)}x\n`).join("")}`,
      { a: Array.from({ length: 100 }, (_, index) => `${" ".repeat(index)}x\n`).join("") },
    ],
  ];
  for (const [title, text, value] of cases) {
    it(`reads ${title}`, () => {
      assert.deepEqual({ value: read(text).value?.value, findings: findings(text) }, { value, findings: [] });
    });
  }

  it("reads only the part it is given, with the positions of the whole", () => {
    const source = createSourceText("a.prompt", "---\na: b\n---\nc: d\n");
    const yaml = readYaml(source, { start: 4, end: 9 }).value;
    assert.deepEqual(
      [yaml?.value, yaml?.keyRangeOf(["a"]), yaml?.rangeOf(["a"])],
      [{ a: "b" }, { start: 4, end: 5 }, { start: 7, end: 8 }],
    );
  });
});

describe("readYaml positions", () => {
  const text = 'first: &x\n  inner: [one, {"two words": three}]\nsecond: *x\nempty:\n1: number\n';
  const cases: readonly [YamlPath, string, string][] = [
    [["first", "inner"], "inner", '[one, {"two words": three}]'],
    [["first", "inner", 0], "one", "one"],
    [["first", "inner", 1, "two words"], '"two words"', "three"],
    [["second"], "second", "*x"],
    [["second", "inner", 1, "two words"], '"two words"', "three"],
    [["empty"], "empty", ""],
    [["1"], "1", "number"],
    [[1], "1", "number"],
  ];
  for (const [path, key, value] of cases) {
    it(`finds ${path.join(".")}`, () => {
      assert.deepEqual(written(text, path), { key, value });
    });
  }

  it("falls back to the nearest part that is written down", () => {
    assert.deepEqual(written("a:\n  b: 1\n", ["a", "missing", "deeper"]), { key: "b: 1\n", value: "b: 1\n" });
  });

  it("covers the whole text for the empty path of an empty document", () => {
    assert.deepEqual(read("").value?.rangeOf([]), { start: 0, end: 0 });
  });
});

describe("readYaml refuses", () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ["a tab as indentation", "a:\n\tb: 1\n", ["2:1-2:2 yaml/tab"]],
    ["a duplicate key, at the second", "a: 1\nb: 2\na: 3\n", ["3:1-3:2 yaml/duplicate-key"]],
    ["an open quote", 'a: "b\n', ["2:1-2:1 yaml/syntax"]],
    ["several documents", "a: 1\n---\nb: 2\n", ["2:1-4:1 yaml/syntax"]],
    ["the key __proto__", "a:\n  __proto__: {b: 1}\n", ["2:3-2:12 yaml/key"]],
    ["the key constructor in a list", "- constructor: 1\n", ["1:3-1:14 yaml/key"]],
    ["the key prototype in quotes", '{"prototype": 1}', ["1:2-1:13 yaml/key"]],
    ["a key that is a list", "? [a]\n: 1\n", ["1:3-1:6 yaml/key"]],
    ["a key that is an alias", "a: &x k\n*x : 1\n", ["2:1-2:3 yaml/key"]],
    ["an alias inside the mapping it names", "&a\nb: *a\n", ["2:4-2:6 yaml/circular-alias"]],
    ["an alias inside the list it names", "a: &a [1, [*a]]\n", ["1:12-1:14 yaml/circular-alias"]],
    ["an alias before its anchor", "a: *x\nb: &x 1\n", ["1:4-1:6 yaml/unknown-alias"]],
    [
      "an alias bomb",
      [
        "a: &a [x, x, x, x, x, x, x, x, x]",
        ..."bcdefghi".split("").map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]!}`).join(", ")}]`),
      ].join("\n"),
      ["1:1-1:1 yaml/too-many-aliases"],
    ],
    ["a tag that would make a date", "a: !!timestamp 2001-01-01\n", ["1:16-1:26 yaml/tag"]],
    ["a tag that would make bytes", "a: !!binary aGk=\n", ["1:13-1:17 yaml/tag"]],
    ["a tag that would make a set", "!!set {a, b}\n", ["1:7-1:13 yaml/tag"]],
    ["a tag that would make an ordered map", "a: !!omap [{b: 1}]\n", ["1:11-1:19 yaml/tag"]],
    ["a tag that says what is so anyway", "a: !!str b\nc: !!map {d: 1}\n", ["1:10-1:11 yaml/tag", "2:10-2:16 yaml/tag"]],
    ["an unknown tag", "- !secret b\n", ["1:11-1:12 yaml/tag"]],
    ["a tag on a key", "? !x a\n: 1\n", ["1:6-1:7 yaml/tag"]],
    ["the tag of no name", "a: ! 1\n", ["1:6-1:7 yaml/tag"]],
    ["an unknown directive", "%FOO x\n---\na: 1\n", ["1:1-1:7 yaml/syntax"]],
    ["more than 1 MB", `a: ${"x".repeat(1_000_000)}`, ["1:1-1:1 yaml/too-large"]],
  ];
  for (const [title, text, expected] of cases) {
    it(title, () => {
      assert.deepEqual({ findings: findings(text), value: read(text).value }, { findings: expected, value: null });
    });
  }

  it("only what stands inside its own anchor, not a later anchor of the same name", () => {
    assert.deepEqual(read("&a [&a 1, *a]\n").value?.value, [1, 1]);
  });

  const deep: readonly [string, string][] = [
    ["brackets", "[".repeat(20_000)],
    ["braces", "{a: ".repeat(20_000)],
    ["dashes", "- ".repeat(20_000)],
    ["dashes and tabs", "-\t".repeat(20_000)],
    ["explicit keys", "? ".repeat(20_000)],
    ["dashes and explicit keys", "- ? ".repeat(10_000)],
    ["indented mappings", Array.from({ length: 1_000 }, (_, index) => `${" ".repeat(index)}a:\n`).join("")],
    ["indented lists", Array.from({ length: 1_000 }, (_, index) => `${" ".repeat(index)}-\n`).join("")],
    ["65 levels", `${"[".repeat(65)}${"]".repeat(65)}`],
  ];
  for (const [title, text] of deep) {
    it(`deep nesting by ${title}, without parsing it`, () => {
      assert.deepEqual(findings(text), ["1:1-1:1 yaml/too-deep"]);
    });
  }

  it("no nesting of 64 levels", () => {
    assert.deepEqual(findings(`${"[".repeat(64)}${"]".repeat(64)}`), []);
  });
});

describe("readYaml on any text", () => {
  const tokens = fc
    .array(
      fc.constantFrom(
        "a",
        "b: ",
        "- ",
        "? ",
        ": ",
        "\n",
        "  ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&x ",
        "*x",
        "!!set ",
        "!t ",
        "|\n",
        ">-\n",
        "'",
        '"',
        "#",
        "---",
        "...",
        "%YAML 1.1\n",
        "\r\n",
        "\ufeff",
        "1",
        "null",
        "<<: ",
        "__proto__: ",
        "\\",
        "\u0000",
        "\ud800",
      ),
    )
    .map((parts) => parts.join(""));
  it("never throws, and has a value or an error", () => {
    fc.assert(
      fc.property(fc.oneof(tokens, fc.string({ unit: "binary" })), (text) => {
        const { value, diagnostics } = read(text);
        assert.equal(
          value === null,
          diagnostics.some(({ severity }) => severity === "error"),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it("finds every value of a JSON text where it stands", () => {
    const json = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(fc.nat(), fc.boolean(), fc.stringMatching(/^[a-z ]*$/)), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value, null, 2);
        for (const [key, inner] of Object.entries(value))
          assert.deepEqual(written(text, [key]), { key: JSON.stringify(key), value: JSON.stringify(inner) });
      }),
    );
  });
});

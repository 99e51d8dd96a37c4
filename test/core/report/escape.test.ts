// Untrusted text on a terminal and in JSON: nothing in it may steer, hide or be obeyed (rule S20).
import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeLine, escapeTerminal, safeJson } from "../../../src/core/report/escape.ts";

const escape = "\u001b";
const bell = "\u0007";

/** Characters of any kind, control characters, bidirectional marks and halves of pairs among them. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(escape, "\u009b", "\u202e", "\ud800", "\udc00", ":", "::", "\n", "\r", " ", "\u{1f600}"),
      fc.string(),
    ),
  )
  .map((pieces) => pieces.join(""));

const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe("escapeTerminal", () => {
  for (const [what, text, expected] of [
    ["a clipboard write (OSC 52)", `a${escape}]52;c;ZXZpbA==${bell}b`, "a\\u{1b}]52;c;ZXZpbA==\\u{7}b"],
    [
      "a hidden link (OSC 8)",
      `${escape}]8;;https://evil.example${escape}\\click${escape}]8;;${escape}\\`,
      "\\u{1b}]8;;https://evil.example\\u{1b}\\click\\u{1b}]8;;\\u{1b}\\",
    ],
    ["a window title without an end (OSC 0)", `${escape}]0;mine`, "\\u{1b}]0;mine"],
    ["a device control string", `${escape}P$q"p${escape}\\`, '\\u{1b}P$q"p\\u{1b}\\'],
    ["colours and cursor moves (CSI)", `${escape}[31m${escape}[2J`, "\\u{1b}[31m\\u{1b}[2J"],
    ["a question to the terminal (CSI 6n)", `${escape}[6n`, "\\u{1b}[6n"],
    ["an 8-bit CSI", "\u009b31mred", "\\u{9b}31mred"],
    ["an 8-bit OSC", "\u009d52;c;x\u009c", "\\u{9d}52;c;x\\u{9c}"],
    ["a carriage return that hides what stood before", "bad\rgood", "bad\\u{d}good"],
    ["a backspace", "bad\b\b\bgood", "bad\\u{8}\\u{8}\\u{8}good"],
    ["a form feed, a vertical tab, a zero and a delete", "\f\v\0\u007f", "\\u{c}\\u{b}\\u{0}\\u{7f}"],
    ["an old workflow command in the middle of a line", "a ##[set-output name=x]y", "a \\u{23}#[set-output name=x]y"],
    ["a command of Azure Pipelines", "##vso[task.setvariable variable=x]y", "\\u{23}#vso[task.setvariable variable=x]y"],
    ["a right-to-left override", "abc\u202egpj.exe", "abc\\u{202e}gpj.exe"],
    ["bidirectional isolates", "\u2066a\u2069", "\\u{2066}a\\u{2069}"],
    ["bidirectional marks", "\u200ea\u200fb\u061cc", "\\u{200e}a\\u{200f}b\\u{61c}c"],
    ["line and paragraph separators", "a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"],
    ["the first half of a pair", "a\ud83db", "a\\u{d83d}b"],
    ["the second half of a pair", "a\ude00b", "a\\u{de00}b"],
    ["two halves the wrong way round", "\ude00\ud83d", "\\u{de00}\\u{d83d}"],
    ["a workflow command", "::set-output name=a::b", "\\u{3a}:set-output name=a::b"],
    ["a workflow command after spaces", "  \t::add-mask::a", "  \t\\u{3a}:add-mask::a"],
    ["a workflow command in a later line", "fine\n::stop-commands::x", "fine\n\\u{3a}:stop-commands::x"],
    ["a workflow command behind empty lines", "\n\n::error::x", "\n\n\\u{3a}:error::x"],
  ] as const) {
    it(`spells out ${what}`, () => {
      assert.equal(escapeTerminal(text), expected);
    });
  }

  for (const text of [
    "plain",
    "line one\nline two\tand a tab",
    "äöü ß 漢字 😀 👩‍👩‍👧",
    "a::b",
    ": not a command",
    'back\\slash and "quotes"',
    "",
  ]) {
    it(`leaves ${JSON.stringify(text)} as it is`, () => {
      assert.equal(escapeTerminal(text), text);
    });
  }

  it("leaves nothing unsafe in any text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const escaped = escapeTerminal(text);
        assert.deepEqual([unsafe.test(escaped), escaped.isWellFormed(), /^\s*::/m.test(escaped)], [false, true, false]);
      }),
    );
  });

  it("does nothing to what it has escaped", () => {
    fc.assert(fc.property(hostileText, (text) => assert.equal(escapeTerminal(escapeTerminal(text)), escapeTerminal(text))));
  });
});

describe("escapeLine", () => {
  it("spells out line feeds and tabs too", () => {
    assert.equal(escapeLine("a\nb\tc\r\n"), "a\\nb\\tc\\u{d}\\n");
  });

  it("keeps any text on one line", () => {
    fc.assert(fc.property(hostileText, (text) => assert.equal(/[\n\r\t\u2028\u2029]/.test(escapeLine(text)), false)));
  });
});

describe("safeJson", () => {
  it("reads back as it was, whatever the text", () => {
    fc.assert(fc.property(hostileText, (text) => assert.deepEqual(JSON.parse(safeJson([text, { inner: text }])), [text, { inner: text }])));
  });

  it("holds nothing unsafe, in values and in keys", () => {
    fc.assert(fc.property(hostileText, (text) => assert.equal(unsafe.test(safeJson({ [text]: text })), false)));
  });

  it("is well-formed, whatever the text", () => {
    fc.assert(fc.property(hostileText, (text) => assert.equal(safeJson([text]).isWellFormed(), true)));
  });

  for (const [what, text, expected] of [
    ["an escape", `${escape}[6n`, '"\\u001b[6n"'],
    ["an 8-bit CSI", "\u009b6n", '"\\u009b6n"'],
    ["a delete", "\u007f", '"\\u007f"'],
    ["a right-to-left override", "\u202e", '"\\u202e"'],
    ["half a pair", "\ud800", '"\\ud800"'],
    ["a workflow command behind a line feed", "a\n::error::b", '"a\\n::error::b"'],
  ] as const) {
    it(`writes ${what} as an escape of JSON`, () => {
      assert.equal(safeJson(text), expected);
    });
  }

  it("stays on one line without an indent", () => {
    assert.equal(safeJson({ a: [1, "x"] }, 0), '{"a":[1,"x"]}');
  });
});

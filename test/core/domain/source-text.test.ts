// Offsets, lines and columns of a text, whatever ends its lines.
import assert from "node:assert/strict";
import fc from "fast-check";
import { createSourceText, decodeUtf8 } from "../../../src/core/domain/source-text.ts";

/** Texts rich in line breaks of every kind. */
const lines = fc.string({ unit: fc.constantFrom("a", "é", "\u{1F600}", "\n", "\r", "\r\n", "\t", "\u2028") });

describe("positionAt", () => {
  const cases: readonly [string, string, readonly (readonly [number, string])[]][] = [
    [
      "LF",
      "ab\nc",
      [
        [0, "1:1"],
        [2, "1:3"],
        [3, "2:1"],
        [4, "2:2"],
      ],
    ],
    [
      "CRLF",
      "ab\r\nc",
      [
        [2, "1:3"],
        [3, "1:4"],
        [4, "2:1"],
      ],
    ],
    [
      "CR",
      "ab\rc",
      [
        [2, "1:3"],
        [3, "2:1"],
      ],
    ],
    [
      "mixed line ends",
      "a\r\rb\r\n\nc",
      [
        [1, "1:2"],
        [2, "2:1"],
        [3, "3:1"],
        [6, "4:1"],
        [7, "5:1"],
      ],
    ],
    [
      "an empty text",
      "",
      [
        [0, "1:1"],
        [7, "1:1"],
      ],
    ],
    ["UTF-16 units", "\u{1F600}x", [[2, "1:3"]]],
    [
      "offsets outside the text",
      "a\nb",
      [
        [-5, "1:1"],
        [99, "2:2"],
      ],
    ],
  ];
  for (const [title, text, places] of cases) {
    it(`counts ${title}`, () => {
      const source = createSourceText("a.txt", text);
      const found = places.map(([offset]) => source.positionAt(offset)).map(({ line, column }) => `${line}:${column}`);
      assert.deepEqual(
        found,
        places.map(([, place]) => place),
      );
    });
  }

  it("and offsetAt undo each other", () => {
    fc.assert(
      fc.property(lines, fc.nat(), (text, draw) => {
        const source = createSourceText("a.txt", text);
        const offset = draw % (text.length + 1);
        const { line, column } = source.positionAt(offset);
        assert.equal(source.offsetAt(line, column), offset);
      }),
    );
  });

  it("never goes back as the offset grows", () => {
    fc.assert(
      fc.property(lines, (text) => {
        const source = createSourceText("a.txt", text);
        const positions = Array.from({ length: text.length + 1 }, (_, offset) => source.positionAt(offset));
        assert.ok(
          positions.every(
            ({ line, column }, index) => index === 0 || line > positions[index - 1]!.line || column === positions[index - 1]!.column + 1,
          ),
        );
      }),
    );
  });
});

describe("offsetAt", () => {
  it("stays inside the text", () => {
    const source = createSourceText("a.txt", "ab\ncd");
    assert.deepEqual([source.offsetAt(0, 1), source.offsetAt(9, 1), source.offsetAt(2, 99), source.offsetAt(1, -3)], [0, 3, 5, 0]);
  });
});

describe("diagnose", () => {
  it("is an error with an exclusive end", () => {
    assert.deepEqual(createSourceText("a.txt", "ab\ncd").diagnose({ start: 1, end: 4 }, { code: "x/y", message: "M" }), {
      file: "a.txt",
      line: 1,
      column: 2,
      endLine: 2,
      endColumn: 2,
      severity: "error",
      code: "x/y",
      message: "M",
      hint: null,
      replacement: null,
    });
  });

  it("takes a severity and a hint, and never ends before it starts", () => {
    const { severity, hint, column, endColumn } = createSourceText("a.txt", "abc").diagnose(
      { start: 2, end: 0 },
      { severity: "warning", code: "x/y", message: "M", hint: "H" },
    );
    assert.deepEqual({ severity, hint, column, endColumn }, { severity: "warning", hint: "H", column: 3, endColumn: 3 });
  });
});

describe("decodeUtf8", () => {
  it("drops a byte order mark", () => {
    assert.equal(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), "a");
  });

  it("refuses other bytes", () => {
    assert.equal(decodeUtf8(Uint8Array.of(0x61, 0xe9)), null);
  });
});

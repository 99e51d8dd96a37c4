// The messages that were sent, as pieces that know their column.
import assert from "node:assert/strict";
import { messagePlanes } from "../../../../src/core/report/results/sample-messages.ts";
import { jsonBytes } from "../../../../src/core/report/results/text-limits.ts";
import { renderTemplate } from "../../../../src/core/template/interpret.ts";
import type { RenderedMessage, RenderedPart } from "../../../../src/core/template/rendered.ts";
import { templateOf } from "../../../support/factories.ts";

function rendered(text: string, values: Readonly<Record<string, string>>): readonly RenderedMessage[] {
  return renderTemplate(templateOf(text), { values, partials: () => null }).messages;
}

const lineOfTemplate =
  (text: string) =>
  (_file: string, offset: number): number =>
    templateOf(text).source.positionAt(offset).line;

function message(parts: readonly RenderedPart[], changes: Partial<RenderedMessage> = {}): RenderedMessage {
  return { role: "user", parts, isHistory: false, ...changes };
}

function pieces(...texts: readonly (readonly [text: string, column: string | null])[]): RenderedPart {
  return {
    kind: "text",
    pieces: texts.map(([text, column]) => ({ text, column, file: "answer.prompt", range: { start: 0, end: 1 } })),
  };
}

const roomy = 10_000;

describe("messagePlanes", () => {
  it("tells what a row filled in, and where the text was written", () => {
    const text = '{{role "system"}}\nBe short.\n{{role "user"}}\nTicket: {{text}}!';
    assert.deepEqual(messagePlanes(rendered(text, { text: "Where is it?" }), lineOfTemplate(text), roomy), [
      {
        role: "system",
        pieces: [{ text: "\nBe short.\n", column: null }],
        place: { file: "answer.prompt", line: 1 },
        isTruncated: false,
      },
      {
        role: "user",
        pieces: [
          { text: "\nTicket: ", column: null },
          { text: "Where is it?", column: "text" },
          { text: "!", column: null },
        ],
        place: { file: "answer.prompt", line: 3 },
        isTruncated: false,
      },
    ]);
  });

  it("joins neighbouring pieces that no column filled", () => {
    const [plane] = messagePlanes([message([pieces(["a", null], ["b", null], ["x", "c"], ["", null], ["y", "c"])])], () => 1, roomy);
    assert.deepEqual(plane?.pieces, [
      { text: "ab", column: null },
      { text: "x", column: "c" },
      { text: "y", column: "c" },
    ]);
  });

  it("names no place for what a row brought along", () => {
    const [history] = messagePlanes([message([pieces(["a", null])], { isHistory: true })], () => 7, roomy);
    assert.equal(history?.place, null);
  });

  it("names no place where nothing but values stands", () => {
    const [plane] = messagePlanes([message([pieces(["a", "text"])])], () => 7, roomy);
    assert.equal(plane?.place, null);
  });

  it("says in words what is no text", () => {
    const range = { start: 0, end: 1 };
    const parts = [
      { kind: "media", url: "data:image/png;base64,AAAA", contentType: "image/png", range },
      { kind: "section", name: "notes", range },
    ] as const;
    const [plane] = messagePlanes([message(parts)], () => 1, roomy);
    assert.deepEqual(plane?.pieces, [{ text: "[media: data:image/png;base64,AAAA][section: notes]", column: null }]);
  });

  it("cuts a long message and leaves a short one whole", () => {
    const planes = messagePlanes([message([pieces(["short", null])]), message([pieces(["漢".repeat(1000), null])])], () => 1, 500);
    assert.deepEqual(
      planes.map(({ isTruncated, pieces: [first] }) => [isTruncated, first?.text.slice(-1)]),
      [
        [false, "t"],
        [true, "…"],
      ],
    );
  });

  it("keeps any number of messages and pieces within its bytes", () => {
    const many = Array.from({ length: 500 }, () => message([pieces(...Array.from({ length: 50 }, () => ["\u0000", "text"] as const))]));
    const planes = messagePlanes(many, () => 1, 5000);
    assert.ok(planes.length > 0 && jsonBytes(planes) <= 5000);
  });

  it("marks the last message where others do not fit", () => {
    const far = { kind: "text", pieces: [{ text: "long", column: null, file: "漢".repeat(200), range: { start: 0, end: 1 } }] } as const;
    const planes = messagePlanes([message([pieces(["short", "text"])]), message([far])], () => 1, 300);
    assert.deepEqual(
      planes.map(({ pieces: [first], isTruncated }) => [first?.text, isTruncated]),
      [["short", true]],
    );
  });
});

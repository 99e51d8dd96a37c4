// Events come out whole and in order, however the bytes are cut and whatever ends the lines.
import assert from "node:assert/strict";
import fc from "fast-check";
import { createEventDecoder, type StreamEvent } from "../../../src/core/providers/event-stream.ts";

function decode(bytes: Uint8Array, cuts: readonly number[] = []): readonly StreamEvent[] {
  const decoder = createEventDecoder();
  const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
  return ends.flatMap((end, index) => decoder.push(bytes.subarray(ends[index - 1] ?? 0, end)));
}

const decodeText = (text: string): readonly StreamEvent[] => decode(new TextEncoder().encode(text));

describe("createEventDecoder", () => {
  const cases: readonly (readonly [string, string, readonly (readonly [string | null, string])[]])[] = [
    ["an event without a name", "data: a\n\n", [[null, "a"]]],
    ["the name, and none for the event after it", "event: x\ndata: a\n\ndata: b\n\n", [["x", "a"], [null, "b"]]], // prettier-ignore
    ["several lines of data as one", "data: a\ndata:\ndata: b\n\n", [[null, "a\n\nb"]]],
    ["one space after the colon as none of the data", "data:a\n\ndata:  b\n\n", [[null, "a"], [null, " b"]]], // prettier-ignore
    ["colons in the data", "data: a: b\n\n", [[null, "a: b"]]],
    ["no comments, ids or fields that it does not know", ": hello\nid: 7\nretry: 1\nxdata: no\ndata: a\n\n", [[null, "a"]]],
    ["no event without data", "event: ping\n\ndata: a\n\n", [[null, "a"]]],
    ["an empty line of data as an empty event", "data\n\n", [[null, ""]]],
    ["nothing of an event that no blank line ends", "data: a\n\ndata: b\n", [[null, "a"]]],
    ["no byte order mark", "\uFEFFdata: a\n\n", [[null, "a"]]],
    ["no events from a JSON document", '{"error": {"message": "no"}}', []],
  ];
  for (const [what, text, events] of cases) {
    it(`reads ${what}`, () => {
      assert.deepEqual(
        decodeText(text).map(({ name, data }) => [name, data]),
        events,
      );
    });
  }

  it("reads the same whatever ends the lines and wherever the bytes are cut", () => {
    const lines = fc.array(fc.constantFrom("data: é€😀", "data: {}", "event: x", ": comment", "data", "", ""), { maxLength: 12 });
    fc.assert(
      fc.property(lines, fc.constantFrom("\r\n", "\r"), fc.array(fc.nat(200), { maxLength: 8 }), (texts, ending, cuts) => {
        const expected = decodeText(texts.map((line) => `${line}\n`).join(""));
        assert.deepEqual(decode(new TextEncoder().encode(texts.map((line) => line + ending).join("")), cuts), expected);
      }),
    );
  });

  it("puts a line of a great many pieces together once", () => {
    const decoder = createEventDecoder();
    const piece = new TextEncoder().encode("x".repeat(64));
    decoder.push(new TextEncoder().encode("data: "));
    for (let count = 0; count < 50_000; count++) decoder.push(piece);
    const [event] = decoder.push(new TextEncoder().encode("\n\n"));
    assert.equal(event?.data.length, 64 * 50_000);
  });
});

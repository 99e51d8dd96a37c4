// Journal lines: the checksum finds every flipped byte, and what this version does not know is kept or counted.
import assert from "node:assert/strict";
import fc from "fast-check";
import { sha256Hex } from "../../../src/core/base/hash.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { decodeLine, encodeLine } from "../../../src/core/store/journal-line.ts";
import { ratingOf, responseOf, startOf } from "../../support/event-factories.ts";

/** A line with a right checksum around any JSON object. */
function sealed(json: string): string {
  return `${json.slice(0, -1)},"crc":"${sha256Hex(json).slice(0, 8)}"}`;
}

describe("encodeLine", () => {
  it("begins with kind and sequence, ends with the checksum of the line without it, and a line feed", () => {
    const event: RunEvent = {
      k: "state",
      state: "done",
      reason: null,
      counts: { planned: 1, ended: 1, errors: 0 },
      t: "2026-01-01T00:00:00.000Z",
    };
    const body =
      '{"k":"state","seq":7,"state":"done","reason":null,"counts":{"planned":1,"ended":1,"errors":0},"t":"2026-01-01T00:00:00.000Z"}';
    assert.equal(encodeLine(event, 7), `${sealed(body)}\n`);
  });

  it("is one line whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const line = encodeLine(responseOf({ row: "r1" }, { output: { text: `${text}\n\r\u2028` } }), 0);
        assert.equal(line.indexOf("\n"), line.length - 1);
      }),
    );
  });
});

describe("decodeLine", () => {
  for (const event of [
    startOf({ row: "r1" }),
    responseOf({ row: "é\u{1F600}" }),
    ratingOf({ row: "r1" }, { reason: '","crc":"00000000"}' }),
  ]) {
    it(`gives back a ${event.k}`, () => {
      assert.deepEqual(decodeLine(encodeLine(event, 3).trimEnd()), { kind: "event", event: { ...event, seq: 3 }, sequence: 3 });
    });
  }

  it("keeps fields it does not know", () => {
    const event = { ...startOf({ row: "r1" }), later: { x: 1 } };
    assert.deepEqual(decodeLine(encodeLine(event, 0).trimEnd()), { kind: "event", event: { ...event, seq: 0 }, sequence: 0 });
  });

  it("names a kind it does not know", () => {
    assert.deepEqual(decodeLine(sealed('{"k":"annotation","seq":4}')), { kind: "unknown", name: "annotation", sequence: 4 });
  });

  const damaged: readonly [string, string, string][] = [
    ["an empty line", "", "the checksum is missing"],
    ["a line without a checksum", '{"k":"open","seq":0}', "the checksum is missing"],
    ["half a line", encodeLine(startOf({ row: "r1" }), 0).slice(0, 40), "the checksum is missing"],
    ["something after the checksum", `${sealed('{"k":"open","seq":0}')} `, "the checksum is missing"],
    ["a wrong checksum", '{"k":"open","seq":0,"crc":"00000000"}', "the checksum does not match"],
    [
      "a checksum in capitals",
      sealed('{"k":"open","seq":0}').replace(/[0-9a-f]{8}(?="\}$)/, (crc) => crc.toUpperCase()),
      "the checksum is missing",
    ],
    ["a sealed line that is not JSON", sealed('{"k":"open","seq":}'), "it is not JSON"],
    ["a sealed line without a kind", sealed('{"seq":0}'), "k or seq is missing"],
    ["a sealed line without a sequence", sealed('{"k":"open"}'), "k or seq is missing"],
  ];
  for (const [title, line, problem] of damaged) {
    it(`calls ${title} damaged`, () => {
      assert.deepEqual(decodeLine(line), { kind: "damaged", problem });
    });
  }

  it("finds every flipped bit", () => {
    const bytes = new TextEncoder().encode(encodeLine(responseOf({ row: "r1" }, { output: { text: "é \u{1F600} \ufffd" } }), 12).trimEnd());
    const unnoticed: string[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7));
      if (decodeLine(new TextDecoder().decode(flipped)).kind !== "damaged") unnoticed.push(`byte ${bit >> 3} bit ${bit & 7}`);
    }
    assert.deepEqual(unnoticed, []);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => sealed(json)),
        ),
        (line) => assert.ok(decodeLine(line)),
      ),
    );
  });
});

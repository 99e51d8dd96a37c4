// Reading journals: a torn end and damage in the middle harm their own lines only, and are always said.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { encodeLine } from "../../../src/core/store/journal-line.ts";
import { readJournal } from "../../../src/core/store/journal-reader.ts";
import { hashOf, ratingOf, responseOf, startOf } from "../../support/factories.ts";

const events: readonly RunEvent[] = [
  { k: "open", schema: "touchstone.journal/1", writer: "w", pid: 1, manifest: hashOf("manifest") },
  startOf({ row: "zwölf" }),
  responseOf({ row: "zwölf" }, { output: { text: "\u{1F600} ünï\ncode \ufffd" } }),
  ratingOf({ row: "zwölf" }, { reason: "süß" }),
  { k: "state", state: "done", reason: null, counts: { planned: 1, ended: 1, errors: 0 }, t: "2026-01-01T00:00:00.000Z" },
];
const lines = events.map((event, index) => new TextEncoder().encode(encodeLine(event, index)));

function read(bytes: Uint8Array) {
  const found: RunEvent[] = [];
  const { damage, unknown } = readJournal("journal-w.jsonl", bytes, (event) => found.push(event));
  return {
    kinds: found.map(({ k }) => k),
    events: found,
    damage: damage.map(({ file, line, problem }) => `${file}:${line} ${problem}`),
    unknown,
  };
}

function join(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...(typeof part === "string" ? new TextEncoder().encode(part) : part)]));
}

const torn = "journal-w.jsonl:0 the last line is torn; it was never acknowledged";

describe("readJournal", () => {
  it("tells the events in file order", () => {
    assert.deepEqual(read(join(...lines)), {
      kinds: ["open", "start", "response", "rating", "state"],
      events: events.map((event, seq) => ({ ...event, seq })),
      damage: [],
      unknown: 0,
    });
  });

  it("has nothing to tell of an empty file", () => {
    assert.deepEqual(read(new Uint8Array()), { kinds: [], events: [], damage: [], unknown: 0 });
  });

  it("skips and names a damaged line, and reads on", () => {
    const { kinds, damage } = read(join(lines[0]!, "{garbage\n", lines[1]!));
    assert.deepEqual({ kinds, damage }, { kinds: ["open", "start"], damage: ["journal-w.jsonl:2 the checksum is missing"] });
  });

  it("skips zeros that a crash left in place of lines", () => {
    const { kinds, damage } = read(join(lines[0]!, new Uint8Array(4096)));
    assert.deepEqual({ kinds, damage }, { kinds: ["open"], damage: [torn] });
  });

  it("counts lines of kinds it does not know", () => {
    const annotation = encodeLine({ ...events[0], k: "annotation" } as unknown as RunEvent, 1);
    const { kinds, unknown, damage } = read(join(lines[0]!, annotation, annotation, lines[1]!));
    assert.deepEqual({ kinds, unknown, damage }, { kinds: ["open", "start"], unknown: 2, damage: [] });
  });

  it("loses one line when a line feed is lost, and says so", () => {
    const { kinds, damage } = read(join(lines[0]!, lines[1]!.subarray(0, -1), lines[2]!, lines[3]!));
    assert.deepEqual({ kinds, damage: damage.length }, { kinds: ["open", "rating"], damage: 1 });
  });
});

describe("readJournal of a journal cut at any byte of its last three records", () => {
  const whole = join(...lines);
  const ends = lines.map((_, index) => lines.slice(0, index + 1).reduce((sum, line) => sum + line.length, 0));

  it("keeps every whole line and reports the torn one", () => {
    const wrong: number[] = [];
    for (let length = ends[1]!; length <= whole.length; length++) {
      const kept = events.slice(0, ends.filter((end) => end <= length).length).map((event, seq) => ({ ...event, seq }));
      const expected = { events: kept, damage: ends.includes(length) ? [] : [torn], unknown: 0 };
      const { events: found, damage, unknown } = read(whole.subarray(0, length));
      if (!isDeepStrictEqual({ events: found, damage, unknown }, expected)) wrong.push(length);
    }
    assert.deepEqual(wrong, []);
  });
});

// Reading journals: a torn end and damage in the middle harm their own lines only, and are always said.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { decodeLine, encodeLine } from "../../../src/core/store/journal-line.ts";
import { longestLine, piecesOf, readJournal } from "../../../src/core/store/journal-reader.ts";
import { ratingOf, responseOf, startOf } from "../../support/event-factories.ts";
import { hashOf } from "../../support/factories.ts";
import { createMemoryStorage } from "../../support/memory-storage.ts";

const events: readonly RunEvent[] = [
  { k: "open", schema: "touchstone.journal/1", writer: "w", pid: 1, manifest: hashOf("manifest") },
  startOf({ row: "zwölf" }),
  responseOf({ row: "zwölf" }, { output: { text: "\u{1F600} ünï\ncode \ufffd" } }),
  ratingOf({ row: "zwölf" }, { reason: "süß" }),
  { k: "state", state: "done", reason: null, counts: { planned: 1, ended: 1, errors: 0 }, t: "2026-01-01T00:00:00.000Z" },
];
const lines = events.map((event, index) => new TextEncoder().encode(encodeLine(event, index)));

async function read(...pieces: readonly Uint8Array[]) {
  const found: RunEvent[] = [];
  const { damage, unknown } = await readJournal("journal-w.jsonl", pieces, (event) => found.push(event));
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
  it("tells the events in file order", async () => {
    assert.deepEqual(await read(join(...lines)), {
      kinds: ["open", "start", "response", "rating", "state"],
      events: events.map((event, seq) => ({ ...event, seq })),
      damage: [],
      unknown: 0,
    });
  });

  it("has nothing to tell of an empty file", async () => {
    assert.deepEqual(await read(new Uint8Array()), { kinds: [], events: [], damage: [], unknown: 0 });
  });

  it("skips and names a damaged line, and reads on", async () => {
    const { kinds, damage } = await read(join(lines[0]!, "{garbage\n", lines[1]!));
    assert.deepEqual({ kinds, damage }, { kinds: ["open", "start"], damage: ["journal-w.jsonl:2 the checksum is missing"] });
  });

  it("skips zeros that a crash left in place of lines", async () => {
    const { kinds, damage } = await read(join(lines[0]!, new Uint8Array(4096)));
    assert.deepEqual({ kinds, damage }, { kinds: ["open"], damage: [torn] });
  });

  it("counts lines of kinds it does not know", async () => {
    const annotation = encodeLine({ ...events[0], k: "annotation" } as unknown as RunEvent, 1);
    const { kinds, unknown, damage } = await read(join(lines[0]!, annotation, annotation, lines[1]!));
    assert.deepEqual({ kinds, unknown, damage }, { kinds: ["open", "start"], unknown: 2, damage: [] });
  });

  it("names the first thousand damaged lines, and counts them all", async () => {
    const { damage, damaged } = await readJournal("journal-w.jsonl", [join("x\n".repeat(1_500))], () => undefined);
    assert.deepEqual([damage.length, damage.at(-1)?.line, damaged], [1_000, 1_000, 1_500]);
  });

  it("loses one line when a line feed is lost, and says so", async () => {
    const { kinds, damage } = await read(join(lines[0]!, lines[1]!.subarray(0, -1), lines[2]!, lines[3]!));
    assert.deepEqual({ kinds, damage: damage.length }, { kinds: ["open", "rating"], damage: 1 });
  });
});

describe("readJournal of a journal cut at any byte of its last three records", () => {
  const whole = join(...lines);
  const ends = lines.map((_, index) => lines.slice(0, index + 1).reduce((sum, line) => sum + line.length, 0));

  it("keeps every whole line and reports the torn one", async () => {
    const wrong: number[] = [];
    for (let length = ends[1]!; length <= whole.length; length++) {
      const kept = events.slice(0, ends.filter((end) => end <= length).length).map((event, seq) => ({ ...event, seq }));
      const expected = { events: kept, damage: ends.includes(length) ? [] : [torn], unknown: 0 };
      const { events: found, damage, unknown } = await read(whole.subarray(0, length));
      if (!isDeepStrictEqual({ events: found, damage, unknown }, expected)) wrong.push(length);
    }
    assert.deepEqual(wrong, []);
  });
});

describe("readJournal of a journal in pieces", () => {
  const whole = join(lines[0]!, "{garbage\n", ...lines.slice(1), "torn");

  it("tells the same, wherever the pieces end", async () => {
    const expected = await read(whole);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length)), async (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), whole.length];
        assert.deepEqual(await read(...ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end))), expected);
      }),
    );
  });

  it("tells where each line lies", async () => {
    const places: [string, number, number][] = [];
    await readJournal("journal-w.jsonl", [whole.subarray(0, 300), whole.subarray(300)], ({ k }, { start, length }) =>
      places.push([k, start, length]),
    );
    const decoded = places.map(([, start, length]) => decodeLine(new TextDecoder().decode(whole.subarray(start, start + length))));
    assert.deepEqual(
      decoded.map((line) => line.kind === "event" && line.event.k),
      places.map(([k]) => k),
    );
  });

  it("leaves out a line that is too long for a text, and says so", async () => {
    const piece = new Uint8Array(longestLine / 4).fill(97);
    const { kinds, damage } = await read(lines[0]!, piece, piece, piece, piece, join("b\n", lines[1]!));
    assert.deepEqual([kinds, damage], [["open", "start"], ["journal-w.jsonl:2 it is longer than a line can be"]]);
  });
});

describe("piecesOf", () => {
  it("gives a file in pieces, as long as it was when it was opened", async () => {
    const bytes = new Uint8Array(1.25 * 1024 ** 2).map((_, index) => index % 251);
    const storage = createMemoryStorage();
    await storage.write("a", bytes);
    const file = (await storage.openReader("a")) ?? assert.fail();
    storage.files.set("a", Buffer.concat([bytes, bytes]));
    const pieces: Uint8Array[] = [];
    for await (const piece of piecesOf(file)) pieces.push(piece);
    assert.deepEqual(
      [pieces.map(({ length }) => length), Buffer.compare(Buffer.concat(pieces), bytes)],
      [[512 * 1024, 512 * 1024, 256 * 1024], 0],
    );
  });

  it("ends where a file has been cut meanwhile", async () => {
    const storage = createMemoryStorage();
    await storage.write("a", join("abc"));
    const file = (await storage.openReader("a")) ?? assert.fail();
    storage.files.set("a", join("ab"));
    const pieces: string[] = [];
    for await (const piece of piecesOf(file)) pieces.push(new TextDecoder().decode(piece));
    assert.deepEqual(pieces, ["ab"]);
  });
});

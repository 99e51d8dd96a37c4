// How the texts of a run are read: in few reads of bounded size, from the right journal, and with every journal closed again.
import assert from "node:assert/strict";
import type { Storage } from "../../../src/core/base/ports.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { SampleRecord } from "../../../src/core/domain/run-record.ts";
import { textOf, type WholeSample } from "../../../src/core/domain/run-texts.ts";
import { openRunTexts } from "../../../src/core/store/run-texts.ts";
import { ratingOf, responseOf } from "../../support/event-factories.ts";
import { createMemoryStorage } from "../../support/memory-storage.ts";
import { runId, writeJournals } from "./index-fixtures.ts";

interface Reading {
  readonly samples: readonly SampleRecord[];
  /** Reads samples until so many have been found, and says which parts of which journals were read for it. */
  read(
    samples: readonly SampleRecord[],
    what?: "all" | "responses",
    wanted?: number,
  ): Promise<{ found: WholeSample[]; reads: [string, number][] }>;
  readonly open: () => number;
}

async function writtenAs(...writers: readonly (readonly RunEvent[])[]): Promise<Reading> {
  const storage = createMemoryStorage();
  const record = await writeJournals(storage, ...writers);
  let reads: [string, number][] = [];
  let open = 0;
  const watched: Pick<Storage, "read" | "openReader"> = {
    read: storage.read,
    async openReader(path) {
      const file = await storage.openReader(path);
      if (file === null) return null;
      open += 1;
      return {
        size: file.size,
        read(start, length) {
          reads.push([path.slice(path.lastIndexOf("/") + 1), length]);
          return file.read(start, length);
        },
        close() {
          open -= 1;
          return file.close();
        },
      };
    },
  };
  const texts = openRunTexts(watched, runId, record);
  return {
    samples: [...record.samples.values()],
    async read(samples, what = "responses", wanted = Infinity) {
      reads = [];
      const found: WholeSample[] = [];
      for await (const whole of texts.read(samples, what)) {
        found.push(whole);
        if (found.length === wanted) break;
      }
      return { found, reads };
    },
    open: () => open,
  };
}

const answers = (count: number, characters = 100): RunEvent[] =>
  Array.from({ length: count }, (_, index) => responseOf({ row: `r${index}` }, { output: { text: `${index} `.padEnd(characters, "x") } }));

describe("the lines of a run's texts", () => {
  it("are read together where they stand together, and each journal by itself", async () => {
    const [first, second] = [answers(4), answers(8).slice(4)];
    const { samples, read } = await writtenAs(first, second);
    const asked = [0, 4, 1, 5, 2, 6, 3, 7].map((at) => samples[at] ?? assert.fail());
    const { found, reads } = await read(asked);
    assert.deepEqual(
      [found.map((whole) => textOf(whole)?.slice(0, 1)), reads.map(([name]) => name)],
      [
        ["0", "4", "1", "5", "2", "6", "3", "7"],
        ["journal-0001.jsonl", "journal-0002.jsonl"],
      ],
    );
  });

  it("are read one by one where much lies between them", async () => {
    const { samples, read } = await writtenAs(answers(3, 40_000));
    const { found, reads } = await read([samples[0] ?? assert.fail(), samples[2] ?? assert.fail()]);
    assert.deepEqual([found.map(({ problem }) => problem), reads.length], [[null, null], 2]);
  });

  it("are never read all at once", async () => {
    const { samples, read } = await writtenAs(answers(90, 30_000));
    const { found, reads } = await read(samples);
    assert.deepEqual([found.length, Math.max(...reads.map(([, length]) => length)) <= 1.1 * 1024 ** 2], [90, true]);
    // Nor are those of one sample, however many it has.
    const long = Array.from({ length: 90 }, (_, index) => ratingOf({ row: "r0" }, { criterion: `c${index}`, reason: "x".repeat(30_000) }));
    const many = await writtenAs([...answers(1), ...long.flatMap((rating, index) => [rating, ...answers(2 + index).slice(-1)])]);
    const one = await many.read(many.samples.slice(0, 1), "all");
    assert.deepEqual([one.found[0]?.ratings.size, Math.max(...one.reads.map(([, length]) => length)) <= 1.1 * 1024 ** 2], [90, true]);
  });

  it("are read until no more is wanted, and every journal is closed", async () => {
    const { samples, read, open } = await writtenAs(answers(90, 30_000), answers(91).slice(90));
    const all = await read(samples);
    assert.deepEqual([open(), new Set(all.reads.map(([name]) => name)).size], [0, 2]);
    const { found, reads } = await read(samples, "responses", 1);
    const bytes = reads.reduce((sum, [, length]) => sum + length, 0);
    assert.deepEqual([open(), found.length, bytes <= 1024 ** 2], [0, 1, true]);
  });

  it("do not suffer from a place that lies inside another", async () => {
    const { samples, read } = await writtenAs(answers(2));
    const [first, second] = [samples[0] ?? assert.fail(), samples[1] ?? assert.fail()];
    const inside = { journal: 0, start: (first.response?.start ?? 0) + 5, length: 10 };
    const { found } = await read([first, { ...second, response: second.response && { ...second.response, ...inside } }]);
    assert.deepEqual(
      found.map(({ response, problem }) => [response?.row ?? null, problem]),
      [
        ["r0", null],
        [null, "journal-0001.jsonl: the line at byte 5 cannot be read."],
      ],
    );
  });
});

describe("a rating that is read again", () => {
  const events = [
    responseOf({ row: "r0" }),
    ratingOf({ row: "r0" }, { reason: "one" }),
    responseOf({ row: "r1" }),
    ratingOf({ row: "r1" }, { reason: "two" }),
  ];

  it("must say what its record says", async () => {
    const { samples, read } = await writtenAs(events);
    const [first] = samples;
    const other = { ...(first ?? assert.fail()), ratings: new Map([["c1", { value: 0, label: "fail" as const, error: null }]]) };
    const { found } = await read([other], "all");
    assert.deepEqual([found[0]?.ratings.size, found[0]?.problem?.startsWith("journal-0001.jsonl: the line at byte ")], [0, true]);
  });

  it("must be of the very sample", async () => {
    const { samples, read } = await writtenAs(events);
    const [first, second] = [samples[0] ?? assert.fail(), samples[1] ?? assert.fail()];
    const { found } = await read([{ ...first, ratingLines: second.ratingLines }], "all");
    assert.deepEqual([found[0]?.ratings.size, typeof found[0]?.problem], [0, "string"]);
  });
});

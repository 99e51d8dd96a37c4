// Journals that were cut, flipped or made by hand: nothing throws, what was whole is kept, and every damage is told (faults F2 and F18).
import assert from "node:assert/strict";
import fc from "fast-check";
import { sha256Hex } from "../../../../src/core/base/hash.ts";
import { openRunTexts } from "../../../../src/core/store/run-texts.ts";
import { inputsOf, plainExport } from "../../../support/factories.ts";
import { createExportInput } from "../../../../src/core/report/exporters/exporter.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { tallyRun } from "../../../../src/core/engine/stored/run-tally.ts";
import { exporters } from "../../../../src/core/report/exporters/registry.ts";
import { runStatus } from "../../../../src/core/report/run-result.ts";
import { describeDamage } from "../../../../src/core/store/describe-damage.ts";
import { journalNames, readRun, type StoredRun } from "../../../../src/core/store/run-store.ts";
import { runFolder } from "../../../../src/core/store/layout.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { textOf } from "../../report/report-fixtures.ts";
import { noEndpoints } from "../engine-fixtures.ts";
import { hostOf, loadSetup } from "../run-fixtures.ts";

const never = new AbortController().signal;
const lineFeed = 10;

interface WholeRun {
  readonly storage: MemoryStorage;
  readonly runId: string;
  readonly journal: string;
  readonly bytes: Uint8Array;
  readonly lines: readonly string[];
}

async function makeRun(): Promise<WholeRun> {
  const storage = createMemoryStorage();
  const { manifest } = await startRun(planRun(await loadSetup(), defaultOptions, noEndpoints), hostOf(storage), { signal: never });
  const [name = ""] = await journalNames(storage, manifest.runId);
  const journal = `${runFolder(manifest.runId)}/${name}`;
  const bytes = storage.files.get(journal)!;
  return { storage, runId: manifest.runId, journal, bytes, lines: new TextDecoder().decode(bytes).split("\n").slice(0, -1) };
}

/** The run with another journal, in a storage of its own. */
function withJournal({ storage, journal }: WholeRun, bytes: Uint8Array): MemoryStorage {
  const copy = createMemoryStorage();
  for (const [path, content] of storage.files) copy.files.set(path, content);
  copy.files.set(journal, bytes);
  return copy;
}

const linesIn = (bytes: Uint8Array): number => bytes.filter((byte) => byte === lineFeed).length;

/** Everything that is ever made of a stored run. */
async function useEverything(storage: MemoryStorage, stored: StoredRun): Promise<void> {
  const { manifest, record } = stored;
  tallyRun(manifest, record, describeDamage(stored));
  const texts = openRunTexts(storage, manifest.runId, record);
  const run = { manifest, record, texts, status: runStatus(record, false), ...plainExport, onProblem: () => undefined };
  const input = createExportInput(run, inputsOf([]));
  for (const exporter of Object.values(exporters)) assert.equal(typeof (await textOf(exporter, input)), "string");
}

/** What came of a run, without what may differ between two makings of it. */
async function outcomes(storage: MemoryStorage, { manifest, record }: Pick<StoredRun, "manifest" | "record">): Promise<string[]> {
  const found: string[] = [];
  for await (const { response, ratings } of openRunTexts(storage, manifest.runId, record).read(record.samples.values(), "all")) {
    const rated = [...ratings].map(([id, { label }]) => `${id} ${label}`).sort();
    found.push(`${response?.row}/${response?.variant}: ${response?.output?.text} ${rated.join()}`);
  }
  return found.sort();
}

describe("a journal cut off at any byte", () => {
  it("loses no line that was whole, and tells of the one that was not", async () => {
    const run = await makeRun();
    const last = run.lines.slice(-3).reduce((sum, line) => sum + new TextEncoder().encode(line).length + 1, 0);
    const tail = Array.from({ length: last + 1 }, (_, index) => run.bytes.length - index);
    const anywhere = fc.sample(fc.nat(run.bytes.length), { numRuns: 2000, seed: 1 });
    for (const length of [...tail, ...anywhere]) {
      const cut = run.bytes.slice(0, length);
      const { record, damage } = await readRun(withJournal(run, cut), run.runId);
      const isTorn = length > 0 && cut.at(-1) !== lineFeed;
      assert.deepEqual([record.events, damage.length], [linesIn(cut), isTorn ? 1 : 0], `cut at byte ${length}`);
    }
  });

  it("is continued behind a line feed, with what was torn beside it, to the same end", async () => {
    const run = await makeRun();
    const whole = await outcomes(run.storage, await readRun(run.storage, run.runId));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: run.bytes.length }), async (length) => {
        const cut = run.bytes.slice(0, length);
        const storage = withJournal(run, cut);
        const { record } = await resumeRun(run.runId, {}, hostOf(storage, { newId: () => "second" }), { signal: never });
        const kept = storage.files.get(run.journal)!;
        const torn = storage.files.get(`${run.journal}.torn`) ?? new Uint8Array();
        assert.deepEqual([...kept, ...torn], [...cut]);
        assert.equal(kept.length === 0 || kept.at(-1) === lineFeed, true);
        const stored = await readRun(storage, run.runId);
        assert.deepEqual([record.state, stored.record.state, stored.damaged], ["done", "done", 0]);
        assert.deepEqual(await outcomes(storage, stored), whole);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it("is left as it is by whoever only reads", async () => {
    const run = await makeRun();
    const storage = withJournal(run, run.bytes.slice(0, -5));
    await useEverything(storage, await readRun(storage, run.runId));
    assert.deepEqual(storage.operations, []);
  });
});

describe("a journal with a flipped bit", () => {
  it("is read without its damaged lines, and says so", async () => {
    const run = await makeRun();
    const flips = fc.sample(fc.record({ at: fc.nat(run.bytes.length - 1), bit: fc.nat(7) }), { numRuns: 1000, seed: 3 });
    for (const { at, bit } of flips) {
      const bytes = run.bytes.slice();
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      const storage = withJournal(run, bytes);
      const stored = await readRun(storage, run.runId);
      await useEverything(storage, stored);
      assert.notDeepEqual(describeDamage(stored), [], `bit ${bit} of byte ${at}`);
    }
  });
});

describe("a line made by hand, with a right checksum", () => {
  /** Another value somewhere in a JSON value. */
  function changeAt(value: unknown, path: readonly number[], put: unknown): unknown {
    const [step, ...rest] = path;
    if (step === undefined || typeof value !== "object" || value === null) return put;
    const keys = Object.keys(value);
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) return put;
    const holder = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
    holder[key] = changeAt(holder[key], rest, put);
    return holder;
  }

  function sealed(value: unknown): string {
    const line = JSON.stringify(value);
    return `${line.slice(0, -1)},"crc":"${sha256Hex(line).slice(0, 8)}"}`;
  }

  it("cannot break the fold, the figures or an export, whatever it says", async () => {
    const run = await makeRun();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(run.lines.length - 1),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }),
        fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e308, "", "__proto__", null, [], {}, "x".repeat(5000))),
        async (index, path, put) => {
          const { crc, ...event } = JSON.parse(run.lines[index] ?? "{}") as Record<string, unknown>;
          assert.equal(typeof crc, "string");
          const lines = run.lines.map((line, at) => (at === index ? sealed(changeAt(event, path, put)) : line));
          const storage = withJournal(run, new TextEncoder().encode(`${lines.join("\n")}\n`));
          await useEverything(storage, await readRun(storage, run.runId));
        },
      ),
      { numRuns: 1500, seed: 4 },
    );
  });

  const misshapen: readonly [string, Record<string, unknown>][] = [
    ["an answer without an output field", { k: "response", output: undefined }],
    ["an answer whose text is a number", { k: "response", output: { text: 5 } }],
    ["an answer of negative cost", { k: "response", cost: { usd: -1, source: "table", cached: false } }],
    ["a rating above 1", { k: "rating", value: 7 }],
    ["a state nobody knows", { k: "state", state: "sleeping" }],
    ["a sample that is no hash", { k: "start", sample: "../../x" }],
    ["a field that is nested without end", { k: "start", later: JSON.parse(`${"[".repeat(500)}${"]".repeat(500)}`) as unknown }],
  ];
  for (const [title, change] of misshapen) {
    it(`counts ${title} as damage`, async () => {
      const run = await makeRun();
      const index = run.lines.findIndex((line) => line.startsWith(`{"k":"${String(change.k)}"`));
      const { crc, ...event } = JSON.parse(run.lines[index] ?? "{}") as Record<string, unknown>;
      assert.equal(typeof crc, "string");
      const lines = run.lines.map((line, at) => (at === index ? sealed({ ...event, ...change }) : line));
      const { damage } = await readRun(withJournal(run, new TextEncoder().encode(`${lines.join("\n")}\n`)), run.runId);
      assert.deepEqual(
        damage.map(({ line, problem }) => [line, problem]),
        [[index + 1, `it is not shaped as a ${String(change.k)} line`]],
      );
    });
  }
});

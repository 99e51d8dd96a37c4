// The columns of an index: a record that they cannot hold gives no index, and columns that cannot be give no record, though every checksum fits.
import assert from "node:assert/strict";
import type { RunRecord, SampleRecord } from "../../../src/core/domain/run-record.ts";
import type { IndexColumns } from "../../../src/core/store/index-columns.ts";
import { decodeIndex, encodeIndex } from "../../../src/core/store/run-index.ts";
import { responseOf } from "../../support/event-factories.ts";
import { createMemoryStorage } from "../../support/memory-storage.ts";
import { largeRun, manifestHash, withColumns, writeJournals } from "./index-fixtures.ts";

const none = 0xffff_ffff;

describe("columns that lie", () => {
  const encoded = (async () => encodeIndex(manifestHash, (await largeRun()).live) ?? assert.fail("no index"))();

  it("are no others when nothing is changed", async () => {
    const { samples } =
      decodeIndex(
        withColumns(await encoded, () => undefined),
        manifestHash,
      ) ?? assert.fail("no record");
    assert.equal(samples.size, 60);
  });

  const lies: readonly [string, (columns: IndexColumns, hashes: Uint8Array) => void][] = [
    ["fewer ratings than there are", ({ ratingSets }) => (ratingSets.ratings[0] = 0)],
    ["more ratings than there are", ({ ratingSets }) => (ratingSets.ratings[0] = 1_000_000)],
    ["ratings that there are not", ({ samples }) => (samples.ratingSet[0] = 1_000_000)],
    ["fewer lines than there are", ({ samples }) => (samples.ratingLines[59] = 0)],
    ["fewer judge calls than there are", ({ samples }) => (samples.judgeCalls[0] = 0)],
    ["a time that never ends", ({ samples }) => (samples.latencyMs[0] = Infinity)],
    ["a time that is no number", ({ samples }) => (samples.lastAt[0] = Number.NaN)],
    ["a price that never ends", ({ samples }) => (samples.usd[0] = -Infinity)],
    ["tokens that are no number", ({ judgeCalls }) => (judgeCalls.input[0] = Number.NaN)],
    ["a row that is no text", ({ samples }) => (samples.row[0] = none)],
    ["a variant that is no text of its list", ({ samples }) => (samples.variant[0] = 7_000)],
    ["a status that is none", ({ samples }) => (samples.status[0] = samples.row[0] ?? none)],
    ["a finish that is none", ({ samples }) => (samples.finish[0] = samples.row[0] ?? none)],
    ["a label that is none", ({ ratings, samples }) => (ratings.label[0] = samples.row[0] ?? none)],
    ["a source of a price that is none", ({ samples }) => (samples.source[0] = samples.row[0] ?? none)],
    ["a journal that there is not", ({ samples }) => (samples.journal[0] = 7)],
    ["a line before the beginning", ({ samples }) => (samples.start[0] = -1)],
    ["a line between two bytes", ({ ratingLines }) => (ratingLines.start[0] = 0.5)],
    ["a line of no length", ({ ratingLines }) => (ratingLines.length[0] = 0)],
    ["a line beyond the end", ({ samples }) => (samples.length[0] = none)],
    ["one sample twice", (_, hashes) => hashes.copyWithin(0, 71, 142)],
    ["a sample without a hash", (_, hashes) => hashes.fill(97, 0, 71)],
  ];
  for (const [title, lie] of lies) {
    it(`make the index useless: ${title}`, async () => {
      assert.equal(
        decodeIndex(
          withColumns(await encoded, (columns, { hashes }) => void lie(columns, hashes)),
          manifestHash,
        ),
        null,
      );
    });
  }
});

describe("a record that columns cannot hold", () => {
  async function recordOf(change: (record: RunRecord, sample: SampleRecord) => RunRecord | undefined): Promise<RunRecord> {
    const record = await writeJournals(createMemoryStorage(), [responseOf({ row: "r1" })]);
    const [sample] = record.samples.values();
    return change(record, sample ?? assert.fail("no sample")) ?? record;
  }
  const withSample = (record: RunRecord, sample: SampleRecord): RunRecord => ({ ...record, samples: new Map([[sample.sample, sample]]) });

  const records: readonly [string, Parameters<typeof recordOf>[0]][] = [
    ["a text that it does not list", (record) => void record.shared.delete("r1")],
    ["half an epoch", (record, sample) => withSample(record, { ...sample, epoch: 0.5 })],
    ["an epoch too far", (record, sample) => withSample(record, { ...sample, epoch: none })],
    ["a time that never ends", (record, sample) => withSample(record, { ...sample, lastAt: Infinity })],
    ["a hash of another length", (record, sample) => withSample(record, { ...sample, sample: "sha256:12" })],
  ];
  for (const [title, change] of records) {
    it(`gives no index: ${title}`, async () => {
      assert.equal(encodeIndex(manifestHash, await recordOf(change)), null);
    });
  }

  it("gives one as it is", async () => {
    assert.notEqual(encodeIndex(manifestHash, await recordOf(() => undefined)), null);
  });
});

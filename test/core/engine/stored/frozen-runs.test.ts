// Runs of every released format open for ever: the same figures, resumable, and not a byte of theirs changed (fault F19).
import { plainExport } from "../../../support/factories.ts";
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createExportInput } from "../../../../src/core/report/exporters/exporter.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { inputsOfRun } from "../../../../src/core/engine/planning/stored-plan.ts";
import { readOverview } from "../../../../src/core/engine/stored/run-overview.ts";
import { exporters } from "../../../../src/core/report/exporters/registry.ts";
import { runStatus } from "../../../../src/core/report/run-result.ts";
import { pinnedFiles } from "../../../../src/core/store/objects.ts";
import { listRunIds, readRun } from "../../../../src/core/store/run-store.ts";
import { openRunTexts } from "../../../../src/core/store/run-texts.ts";
import { exportedFigures } from "../../../support/exported-figures.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { textOf } from "../../report/report-fixtures.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { hostOf } from "../run-fixtures.ts";

const fixtures = path.resolve(import.meta.dirname, "../../../fixtures/runs");
const versions = (await readdir(fixtures)).sort();

async function load(version: string): Promise<MemoryStorage> {
  const storage = createMemoryStorage();
  const root = path.join(fixtures, version, "storage");
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) storage.files.set(path.relative(root, file).split(path.sep).join("/"), await readFile(file));
  }
  return storage;
}

for (const version of versions) {
  describe(`a run in format ${version}`, () => {
    it("is said to be what the version that made it said", async () => {
      const storage = await load(version);
      const [runId = ""] = await listRunIds(storage);
      const { manifest, record } = await readRun(storage, runId);
      const inputs = await inputsOfRun(manifest, pinnedFiles(storage, manifest.files));
      const run = {
        manifest,
        record,
        texts: openRunTexts(storage, runId, record),
        status: runStatus(record, false),
        ...plainExport,
        onProblem: (problem: string) => assert.fail(problem),
      };
      const text = await textOf(exporters.json, createExportInput(run, inputs));
      const then = await readFile(path.join(fixtures, version, "export.json"), "utf8");
      assert.deepEqual(exportedFigures(text), exportedFigures(then));
    });

    it("is listed", async () => {
      const storage = await load(version);
      const [runId = ""] = await listRunIds(storage);
      const { tally, isHeld } = await readOverview({ storage, files: memoryFiles({}) }, runId, () => false);
      assert.deepEqual(
        [tally.ended, tally.variants.map(({ name, samples, passed }) => [name, samples, passed]), isHeld, storage.operations],
        [
          4,
          [
            ["baseline", 2, 0],
            ["short", 2, 2],
          ],
          false,
          [],
        ],
      );
    });

    it("is resumed to its end, without a change to what lay there", async () => {
      const storage = await load(version);
      const before = new Map(storage.files);
      const [runId = ""] = await listRunIds(storage);
      const { record } = await resumeRun(runId, { maxCalls: 100 }, hostOf(storage, { newId: () => "later" }), {
        signal: new AbortController().signal,
      });
      assert.deepEqual([record.state, record.samples.size], ["done", 8]);
      for (const [file, bytes] of before) assert.deepEqual(storage.files.get(file), bytes, file);
    });
  });
}

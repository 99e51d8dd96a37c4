// Runs of a newer major format: looked at where their fields still make sense, and never written to.
import assert from "node:assert/strict";
import { isTouchstoneError } from "../../../../src/core/base/errors.ts";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import { compareRuns } from "../../../../src/core/engine/compare-runs.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { examineRun } from "../../../../src/core/engine/stored/examine-run.ts";
import { repairRun } from "../../../../src/core/engine/stored/repair-run.ts";
import { readOverview } from "../../../../src/core/engine/stored/run-overview.ts";
import { lockPath } from "../../../../src/core/store/layout.ts";
import { armEvents } from "../../../support/event-factories.ts";
import { hashOf, manifestOf } from "../../../support/factories.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { hostOf, storeRun } from "../run-fixtures.ts";

const never = new AbortController().signal;
const letters = "P".repeat(20);

async function storeNewer(change: {
  readonly run?: string;
  readonly journal?: string;
}): Promise<{ storage: MemoryStorage; runId: string }> {
  const storage = createMemoryStorage();
  const { run = "touchstone.run/1.1", journal = "touchstone.journal/1" } = change;
  const manifest = manifestOf(["baseline", "short"], { schema: run, samples: 40 });
  const open: RunEvent = { k: "open", schema: journal, writer: "w", pid: 1, manifest: hashOf("manifest") };
  const rows = Array.from({ length: 20 }, (_, index) => [`r${String(index + 1).padStart(2, "0")}`, `h${index}`] as const);
  await storeRun(storage, manifest, rows, [open, ...armEvents("baseline", letters), ...armEvents("short", letters)]);
  return { storage, runId: manifest.runId };
}

for (const [title, change, name] of [
  ["a manifest", { run: "touchstone.run/2.0" }, "touchstone.run/2.0"],
  ["a journal", { journal: "touchstone.journal/2" }, "touchstone.journal/2"],
] as const) {
  describe(`a run with ${title} of a newer major version`, () => {
    it("is listed and compared, and both say so", async () => {
      const { storage, runId } = await storeNewer(change);
      const { tally } = await readOverview({ storage, files: memoryFiles({}) }, runId, () => false);
      const { joined, warnings } = await compareRuns({ storage, files: memoryFiles({}) }, ["latest:baseline", "latest:short"]);
      const says = (texts: readonly string[]): boolean => texts.some((text) => text.includes(name) && text.includes("Update Touchstone"));
      assert.deepEqual([tally.ended, joined, says(tally.notes), says(warnings)], [40, 20, true, true]);
    });

    for (const [act, perform] of [
      ["resume", (storage: MemoryStorage, runId: string) => resumeRun(runId, {}, hostOf(storage), { signal: never })],
      ["repair", (storage: MemoryStorage, runId: string) => repairRun({ storage, lock: hostOf(storage).lock }, runId)],
    ] as const) {
      it(`is refused to whoever would ${act} it, and stays as it is`, async () => {
        const { storage, runId } = await storeNewer(change);
        storage.files.set(lockPath(runId), new TextEncoder().encode("{}"));
        const before = storage.operations.length;
        await assert.rejects(
          perform(storage, runId),
          (error) => isTouchstoneError(error, "run/invalid") && /Update/.test(error.hint ?? ""),
        );
        assert.deepEqual(storage.operations.slice(before), []);
      });
    }
  });
}

it("the doctor takes a newer manifest for no damage", async () => {
  const { storage, runId } = await storeNewer({ run: "touchstone.run/2.0" });
  const { findings } = await examineRun(storage, runId, () => false);
  assert.deepEqual(
    findings.filter(({ file }) => file.endsWith("manifest.json")).map(({ severity, hint }) => [severity, hint]),
    [["note", "Update Touchstone."]],
  );
});

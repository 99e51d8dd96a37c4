// A journal that can be written no longer: the run sends nothing more, says what may have been billed, and can be resumed (faults F4 and F5).
import assert from "node:assert/strict";
import { isTouchstoneError, type TouchstoneError } from "../../../../src/core/base/errors.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { readRun } from "../../../../src/core/store/run-store.ts";
import { createMemoryStorage, type MemoryStorage, type StorageFault, type WritingOperation } from "../../../support/memory-storage.ts";
import { noEndpoints, rejectionOf } from "../engine-fixtures.ts";
import { hostOf, loadSetup } from "../run-fixtures.ts";

const never = new AbortController().signal;

interface Failing {
  readonly storage: MemoryStorage;
  heal(): void;
}

/** Fails the n-th operation of a kind on a journal, and all after it, until it is healed. */
function failing(wanted: WritingOperation, n: number, taken: number): Failing {
  let count = 0;
  let isHealed = false;
  const fault = (operation: WritingOperation, path: string): StorageFault | null => {
    if (isHealed || operation !== wanted || !path.includes("journal-")) return null;
    count += 1;
    return count >= n ? { message: "ENOSPC: no space left on device", taken } : null;
  };
  return { storage: createMemoryStorage(fault), heal: () => void (isHealed = true) };
}

/** The events that somebody was told of, and how the run ended. */
async function run({ storage }: Failing): Promise<{ readonly told: number; readonly error: TouchstoneError | null }> {
  let told = 0;
  const plan = planRun(await loadSetup(), { ...defaultOptions, concurrency: 2 }, noEndpoints);
  const outcome = startRun(plan, hostOf(storage), { signal: never, onEvent: () => void (told += 1) });
  try {
    await outcome;
    return { told, error: null };
  } catch (error) {
    if (!isTouchstoneError(error)) throw error;
    return { told, error };
  }
}

for (const [operation, taken] of [
  ["append", 0],
  ["append", 40],
  ["sync", 0],
] as const) {
  describe(`a journal whose every ${operation} fails from the n-th on, ${taken} bytes taken`, () => {
    it("ends the run with a plain message, shows nothing unsaved, and is resumed to the same end", async () => {
      for (let n = 1; ; n++) {
        const disk = failing(operation, n, taken);
        const { told, error } = await run(disk);
        if (error === null) {
          assert.ok(n > 4, "the fault was never met");
          return;
        }
        const [runId = ""] = await disk.storage.list("runs");
        assert.match(error.message, /^The journal runs\/\S+\.jsonl could not be written: ENOSPC: no space left on device\./);
        assert.deepEqual([error.code, /touchstone resume/.test(error.hint ?? "")], ["store/unwritable", true]);
        const { record } = await readRun(disk.storage, runId);
        // Nothing was told that is not there, and nothing was sent after it.
        assert.ok(told <= record.events, `${told} of ${record.events} events`);
        disk.heal();
        const resumed = await resumeRun(runId, {}, hostOf(disk.storage, { newId: () => "second" }), { signal: never });
        const stored = await readRun(disk.storage, runId);
        assert.deepEqual([resumed.record.state, stored.record.samples.size, stored.damaged], ["done", 6, 0], `${operation} ${n}`);
      }
    });
  });
}

it("tells how many calls were sent whose answers are not kept", async () => {
  // The open line, then one group with the starts of both workers, then their answers.
  const { error } = await run(failing("append", 3, 0));
  assert.match(error?.message ?? "", /2 calls were sent whose answers are not kept: they may have been billed\.$/);
});

it("names the journal when not even its first line can be written", async () => {
  const plan = planRun(await loadSetup(), defaultOptions, noEndpoints);
  const error = await rejectionOf(startRun(plan, hostOf(failing("append", 1, 0).storage), { signal: never }));
  assert.match((error as Error).message, /^The journal runs\/id-01\/journal-0001-id-02\.jsonl could not be written: ENOSPC[^.]*\.$/);
});

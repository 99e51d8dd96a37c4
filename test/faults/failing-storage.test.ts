// F5 in this process: the first, second, third … write, sync or opening fails, until a run ends untouched; nothing is shown as saved that is not.
import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { RunEvent } from "../../src/core/domain/run-event.ts";
import { resumeRun } from "../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../src/core/engine/running/start-run.ts";
import { readRun } from "../../src/core/store/run-store.ts";
import { openRunTexts } from "../../src/core/store/run-texts.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { hostOf, planSums } from "../support/faults/memory-run.ts";
import { createScriptedFetch } from "../support/faults/scripted-fetch.ts";
import { createMemoryStorage, type StorageFault, type WritingOperation } from "../support/memory-storage.ts";
import { rowNumber, sumsProject } from "../support/sums-project.ts";

const rows = 16;
const concurrency = 5;
const watch = { signal: new AbortController().signal };

/** What an event is about, so that two of the same event can be found. */
function nameOf(event: RunEvent): string {
  if (event.k === "start" || event.k === "response") return `${event.k} ${event.sample} ${event.attempt}`;
  return event.k === "rating" ? `rating ${event.sample} ${event.criterion}` : event.k;
}

interface Failing {
  readonly operations: readonly WritingOperation[];
  readonly fault: StorageFault;
  /** Whether all that follows fails too. */
  readonly lasts: boolean;
}

const kinds: Readonly<Record<string, Failing>> = {
  "a sync": { operations: ["sync"], fault: { message: "EIO: i/o error, fdatasync" }, lasts: false },
  "every sync from one on": { operations: ["sync"], fault: { message: "EIO: i/o error, fdatasync" }, lasts: true },
  "a write that takes some bytes first": { operations: ["append"], fault: { message: "ENOSPC: no space left", taken: 70 }, lasts: false },
  "any operation": { operations: ["write", "open", "append", "sync"], fault: { message: "EIO: i/o error" }, lasts: false },
  "any operation, and all after it": {
    operations: ["write", "open", "append", "sync"],
    fault: { message: "ENOSPC: no space left" },
    lasts: true,
  },
};

describe("a storage of which fails", () => {
  for (const [what, { operations, fault, lasts }] of Object.entries(kinds)) {
    faultTest("F5", `${what}: shows nothing as saved that is not, and can go on`, async (tally) => {
      const plan = await planSums(sumsProject(rows), { concurrency });
      for (let nth = 1; ; nth++) {
        let seen = 0;
        let hasFailed = false;
        /** How much had been shown when the journal failed: after that nothing may be. */
        let shownBefore: number | null = null;
        const shown: string[] = [];
        const synced = new Map<string, number>();
        const storage = createMemoryStorage((operation, path) => {
          seen += operations.includes(operation) ? 1 : 0;
          const fails = operations.includes(operation) && (lasts ? seen >= nth : seen === nth);
          if (operation === "sync" && !fails) synced.set(path, storage.files.get(path)?.length ?? 0);
          hasFailed ||= fails;
          if (fails && path.includes("/journal-")) shownBefore ??= shown.length;
          return fails ? fault : null;
        });
        // Answers that come at different times, so that lines are queued while others are synced.
        const server = createScriptedFetch(async (request) => {
          for (let turns = request.ordinal % 4; turns > 0; turns--) await turn();
          return { kind: "answer", text: String(11 * rowNumber(request)) };
        });
        const failure = await startRun(plan, hostOf(storage, server.fetch), {
          ...watch,
          onEvent: (event) => shown.push(nameOf(event)),
        }).then(
          () => null,
          (error: unknown) => error,
        );
        if (!hasFailed) break;
        tally.tried += 1;

        // What a power loss would leave: what the last successful sync of each file covered.
        const left = createMemoryStorage();
        for (const [path, bytes] of storage.files) {
          const length = path.includes("/journal-") ? (synced.get(path) ?? 0) : bytes.length;
          left.files.set(path, bytes.slice(0, length));
        }
        // A cache that fails costs calls, never a run; all else ends it with the disk's own words.
        assert.ok(failure === null || (failure instanceof Error && failure.message.includes(fault.message)));
        if (shownBefore !== null) assert.equal(shown.length, shownBefore);
        const hasBegun = [...left.files.keys()].some((path) => path.endsWith("manifest.json"));
        if (!hasBegun) {
          assert.deepEqual([server.requests.length, shown], [0, []]);
          continue;
        }
        const { record } = await readRun(left, "id-01");
        const there = new Set<string>();
        for await (const { record: known, response, ratings } of openRunTexts(left, "id-01", record).read(record.samples.values(), "all")) {
          if (response !== null) there.add(`response ${known.sample} ${response.attempt}`);
          for (const criterion of ratings.keys()) there.add(`rating ${known.sample} ${criterion}`);
        }
        const lost = shown.filter((name) => /^(response|rating)/.test(name) && !there.has(name));
        tally.lost += lost.length;
        assert.deepEqual([nth, lost, record.events >= shown.length], [nth, [], true]);

        const answered = [...record.samples.values()].filter(({ response }) => response !== null).length;
        const sent = server.requests.length;
        const resumed = await resumeRun("id-01", {}, hostOf(left, server.fetch, { newId: () => "again" }), watch);
        const repeated = server.requests.length - rows;
        tally.repeated += repeated;
        assert.deepEqual(
          [resumed.record.state, resumed.record.samples.size, server.requests.length - sent, repeated <= concurrency],
          ["done", rows, rows - answered, true],
        );
      }
      assert.ok(tally.tried > 10);
    });
  }
});

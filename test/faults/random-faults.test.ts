// Plan, execute, kill, resume, with random failures of the model and kills at random moments: every sample ends once, and the record is the fold of the journal.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { RunRecord } from "../../src/core/domain/run-record.ts";
import { resumeRun } from "../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../src/core/engine/running/start-run.ts";
import type { RunOutcome } from "../../src/core/engine/running/write-run.ts";
import { readRun } from "../../src/core/store/run-store.ts";
import { count } from "../support/faults/counts.ts";
import { drawsOf } from "../support/faults/draws.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { hostOf, planSums } from "../support/faults/memory-run.ts";
import { createRecordedDisk, type Fate } from "../support/faults/recorded-disk.ts";
import { createScriptedFetch, type Reply } from "../support/faults/scripted-fetch.ts";
import { judgeAnswer } from "../support/provider-server/judge-answer.ts";
import { rowNumber, sumsProject } from "../support/sums-project.ts";
import type { MemoryStorage } from "../support/memory-storage.ts";

const watch = { signal: new AbortController().signal };

const failure = fc.constantFrom<Reply>(
  { kind: "status", status: 429 },
  { kind: "status", status: 500 },
  { kind: "status", status: 400 },
  { kind: "reset" },
  { kind: "cut", text: "never whole" },
);

const scenario = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
  epochs: fc.integer({ min: 1, max: 2 }),
  /** What the model does with the nth request; null answers. */
  failures: fc.array(fc.option(failure, { freq: 1 }), { maxLength: 60 }),
  /** After how many writes and syncs each process dies; after those it lives. */
  kills: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

/** How often each sample has an answer or an error that counts, in the lines of all journals. */
function endsOf(storage: MemoryStorage): Map<string, number> {
  const ends = new Map<string, number>();
  for (const [path, bytes] of storage.files) {
    if (!path.includes("/journal-")) continue;
    for (const line of new TextDecoder().decode(bytes).split("\n").slice(0, -1)) {
      if (!line.startsWith('{"k":"response"') || !line.endsWith("}")) continue;
      const { sample, status } = JSON.parse(line) as { sample: string; status: string };
      if (status === "ok" || status === "error") ends.set(sample, (ends.get(sample) ?? 0) + 1);
    }
  }
  return ends;
}

/** A record as plain data; the place of an event in its journal is known only to who read it there. */
function plain(record: RunRecord): unknown {
  return JSON.parse(
    JSON.stringify(record, (key, value: unknown) =>
      key === "seq" ? undefined : value instanceof Map ? [...(value as Map<unknown, unknown>)] : value,
    ),
  );
}

describe("random faults", () => {
  faultTest("random", "leave each sample with one end, and a record that is the fold of the journal", async (tally) => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ rows, concurrency, epochs, failures, kills, seed }) => {
        const files = {
          ...sumsProject(rows),
          "sums.criteria.yaml":
            'judge: {model: adder.model.yaml}\ncriteria:\n  - {id: right, check: equals, value: "{{total}}"}\n  - {id: even, question: Is it even?}\n',
        };
        const plan = await planSums(files, { concurrency, epochs });
        const draw = drawsOf(seed);
        const fate = (): Fate => (draw() < 0.5 ? "kept" : draw() < 0.5 ? "dropped" : { taken: Math.floor(draw() * 900) });
        const server = createScriptedFetch((request) => {
          const failed = failures[request.ordinal - 1] ?? null;
          if (failed !== null) return failed;
          return { kind: "answer", text: judgeAnswer(request, () => "pass") ?? String(11 * rowNumber(request)) };
        });

        let left: MemoryStorage | null = null;
        let outcome: RunOutcome | null = null;
        for (const [index, kill] of [...kills, Infinity].entries()) {
          const disk = createRecordedDisk(left?.files);
          disk.dieAfter(kill);
          const host = hostOf(disk.storage, server.fetch, { newId: () => `w${index}`, random: draw });
          const hasBegun = left !== null && [...left.files.keys()].some((path) => path.endsWith("manifest.json"));
          const running: Promise<RunOutcome> = hasBegun ? resumeRun("latest", {}, host, watch) : startRun(plan, host, watch);
          outcome = (await Promise.race([running, disk.died])) ?? null;
          left = disk.after(disk.steps(), fate);
          tally.tried += kill === Infinity ? 0 : 1;
          if (outcome !== null) break;
        }

        assert.ok(outcome !== null && left !== null);
        const stored = await readRun(left, outcome.manifest.runId);
        assert.deepEqual(plain(stored.record), plain(outcome.record));
        assert.deepEqual([stored.record.state, stored.record.samples.size], ["done", rows * epochs]);
        const ends = endsOf(left);
        const samples = plan.samples.map(({ hash }) => hash).sort();
        assert.deepEqual([...ends.keys()].sort(), samples);
        assert.deepEqual(
          [...ends.values()].filter((times) => times !== 1),
          [],
        );
        for (const { response, ratings } of stored.record.samples.values())
          assert.deepEqual([...ratings.keys()].sort(), response?.status === "ok" ? ["even", "right"] : []);
        tally.repeated += stored.record.possiblyBilledTwice;
      }),
      { numRuns: count(60, 2000) },
    );
  });
});

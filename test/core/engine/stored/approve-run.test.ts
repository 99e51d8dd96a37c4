// An approved baseline: what a run came to row by row, written so that it can be read in a diff; and what is never approved.
import assert from "node:assert/strict";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import type { RunEvent, RunState } from "../../../../src/core/domain/run-event.ts";
import { baselinePath, parseApprovedBaseline, writtenBaseline } from "../../../../src/core/domain/approved-baseline.ts";
import { approveRun } from "../../../../src/core/engine/stored/approve-run.ts";
import { armEvents } from "../../../support/event-factories.ts";
import { hashOf, manifestOf } from "../../../support/factories.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { rejectionOf } from "../engine-fixtures.ts";
import { makeGate } from "../gating/gate-desk.ts";
import { storeRun } from "../run-fixtures.ts";

const now = "2026-03-01T12:00:00.000Z";
const arms = ["baseline", "short"];

function stateOf(state: RunState): RunEvent {
  return { k: "state", state, reason: null, counts: { planned: 6, ended: 6, errors: 0 }, t: now };
}

interface Stored {
  readonly letters?: readonly string[];
  readonly changes?: Partial<RunManifest>;
  readonly end?: readonly RunEvent[];
}

async function stored({ letters = ["PPF", "PFE"], changes = {}, end = [stateOf("done")] }: Stored = {}): Promise<MemoryStorage> {
  const storage = createMemoryStorage();
  const rows = ["r01", "r02", "r03"].map((id) => [id, hashOf(id)] as const);
  const events = arms.flatMap((name, index) => armEvents(name, letters[index] ?? ""));
  await storeRun(storage, manifestOf(arms, { samples: 6, ...changes }), rows, [...events, ...end]);
  return storage;
}

describe("approving a run", () => {
  it("keeps the outcome of each row of the arm, its hash, the figures and where all of it came from", async () => {
    const git = { commit: "c".repeat(40), branch: null, dirty: true };
    const approved = await approveRun(await stored({ changes: { git } }), "latest", now);
    assert.deepEqual(approved.rows, {
      r01: { hash: hashOf("r01"), outcomes: "P" },
      r02: { hash: hashOf("r02"), outcomes: "F" },
      r03: { hash: hashOf("r03"), outcomes: "E" },
    });
    const { arm, commit, isDirty, figures, approvedAt } = approved;
    assert.deepEqual([arm, commit, isDirty, approvedAt], ["short", git.commit, true, now]);
    assert.deepEqual([figures.samples, figures.passed, figures.failed, figures.errors], [3, 1, 1, 1]);
  });

  it("takes the arm that is named", async () => {
    const { arm, figures } = await approveRun(await stored(), "latest:baseline", now);
    assert.deepEqual([arm, figures.passed], ["baseline", 2]);
  });

  it("is of the head of a gate, or of its base at that commit", async () => {
    const storage = createMemoryStorage();
    await makeGate({ head: { "prompts/ask.prompt": "Answer quickly: {{id}}" }, storage });
    const [head, base] = [await approveRun(storage, "latest", now), await approveRun(storage, "latest:base", now)];
    assert.deepEqual([head.arm, head.commit, head.figures.passed], ["head", null, 30]);
    assert.deepEqual([base.arm, base.commit, base.template.path, base.figures.passed], ["base", "c".repeat(40), "prompts/ask.prompt", 40]);
  });

  it("is written with a line for each row, the same for the same run, and read again as it was", async () => {
    const approved = await approveRun(await stored(), "latest", now);
    const text = writtenBaseline(approved);
    assert.deepEqual(parseApprovedBaseline(text), approved);
    assert.ok(text.includes(`\n    "r02": {"hash":"${hashOf("r02")}","outcomes":"F"},\n`), text);
    assert.equal(text, writtenBaseline({ ...approved, rows: Object.fromEntries(Object.entries(approved.rows).reverse()) }));
  });

  it("is not read from what is none", () => {
    for (const text of ["", "{", "[]", "{}", '{"schema":"touchstone.baseline/2"}']) assert.equal(parseApprovedBaseline(text), null);
  });

  it("lies beside its experiment, under a name that is a name", () => {
    assert.deepEqual(
      [null, "release", "../x", "a/b", "", "a.b"].map((name) => baselinePath("experiments/tone.experiment.yaml", name)),
      ["experiments/tone.baseline.json", "experiments/tone.release.baseline.json", null, null, null, null],
    );
  });

  const shard = { index: 1, count: 2 };
  const { selection, experiment } = manifestOf();
  for (const [title, run, why] of [
    ["a run that is not finished", { end: [] }, /is not finished/],
    ["a run that was cancelled", { end: [stateOf("cancelled")] }, /is not finished/],
    ["a part of the rows", { changes: { isPartial: true, selection: { ...selection, shard } } }, /only a part of the rows ran/],
    ["a run with missing samples", { letters: ["PPP", "PP"] }, /1 of 3 samples of short are missing/],
    ["a baseline against itself", { changes: { purpose: "aa" } }, /against itself/],
    [
      "a text against HEAD",
      { changes: { experiment: { ...experiment, path: "ask@HEAD.experiment.yaml" } } },
      /without an experiment of its own/,
    ],
  ] as [string, Stored, RegExp][])
    it(`is refused of ${title}`, async () => {
      const error = await rejectionOf(approveRun(await stored(run), "latest", now));
      assert.match(error instanceof Error ? error.message : "", why);
    });

  it("is refused of a gate that asked nothing", async () => {
    const storage = createMemoryStorage();
    await makeGate({ storage });
    const error = await rejectionOf(approveRun(storage, "latest", now));
    assert.match(error instanceof Error ? error.message : "", /nothing was asked, since all its requests are those of main/);
  });
});

// The object of `run --json`: the shape that programs rely on, and the run's status.
import assert from "node:assert/strict";
import type { RunState, StateEvent } from "../../../src/core/domain/run-event.ts";
import { runResult, runStatus } from "../../../src/core/report/run-result.ts";
import { armEvents, recordOf } from "../../support/event-factories.ts";
import { rowsOf } from "../../support/factories.ts";
import { exportInput, type RunInput } from "./report-fixtures.ts";

function stateEvent(state: RunState, reason: string | null = null): StateEvent {
  return { k: "state", state, reason, counts: { planned: 1, ended: 1, errors: 0 }, t: "2026-01-01T00:00:00.000Z" };
}

type Shape = { [key: string]: Shape } | string;

/** The keys of a value, all the way down, with the kind of each leaf; of a list, the shape of its last item. */
function shapeOf(value: unknown): Shape {
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "empty list" : { "[]": shapeOf(value.at(-1)) };
  if (typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
  return typeof value;
}

/** `shape` without the keys that `wanted` does not name. */
function only(shape: Shape | undefined, wanted: Shape): Shape {
  if (typeof wanted === "string" || typeof shape === "string" || shape === undefined) return shape ?? "absent";
  return Object.fromEntries(Object.entries(wanted).map(([key, inner]) => [key, only(shape[key], inner)]));
}

function resultOf(input: RunInput): object {
  const { manifest, record, summary } = exportInput(input);
  return JSON.parse(
    JSON.stringify(
      runResult({ manifest, record, summary, status: "done", dir: ".touchstone/runs/x", exitCode: 3, warnings: ["from the plan"] }),
    ),
  ) as object;
}

const twoArms: RunInput = {
  variants: ["baseline", "short"],
  rows: rowsOf(2),
  events: [...armEvents("baseline", "PF"), ...armEvents("short", "PE"), stateEvent("done")],
};

const interval = { value: "number", lower: "number", upper: "number" };

/** As the issue has it. */
const promised: Shape = {
  run: "string",
  dir: "string",
  status: "string",
  variants: {
    "[]": {
      name: "string",
      samples: "number",
      passed: "number",
      failed: "number",
      errors: "number",
      passRate: interval,
      meanScore: "number",
      criteria: { "[]": { id: "string", passed: "number", failed: "number", errors: "number" } },
      tokens: { input: "number", output: "number" },
      costUsd: "number",
      latencyMs: { p50: "number", p95: "null" },
      comparison: {
        baseline: "string",
        won: "number",
        lost: "number",
        tied: "number",
        difference: interval,
        verdict: "string",
        sentence: "string",
      },
    },
  },
  calls: { generation: "number", rating: "number", cached: "number", retried: "number", possiblyBilledTwice: "number" },
  warnings: { "[]": "string" },
  exitCode: "number",
};

describe("runResult", () => {
  it("has every key that is promised, each of its kind", () => {
    assert.deepEqual(only(shapeOf(resultOf(twoArms)), promised), promised);
  });

  it("has no comparison for the baseline", () => {
    const { variants } = resultOf(twoArms) as { variants: { comparison: unknown }[] };
    assert.equal(variants[0]?.comparison, null);
  });

  it("puts the plan's warnings in front of the run's", () => {
    const { warnings } = resultOf(twoArms) as { warnings: string[] };
    assert.deepEqual(warnings, [
      "from the plan",
      "1 of 2 samples of short ended in an error and counts as a failure (pass rate 50.0% with them as failures, 100.0% without).",
    ]);
  });

  it("hands on run, folder, status and exit code", () => {
    const { run, dir, status, exitCode } = resultOf(twoArms) as Record<string, unknown>;
    assert.deepEqual(
      { run, dir, status, exitCode },
      { run: "019b7777-0000-7000-8000-000000000001", dir: ".touchstone/runs/x", status: "done", exitCode: 3 },
    );
  });

  it("says why a run stopped, and which seed, simulation and part it was", () => {
    const input = { rows: rowsOf(1), events: [stateEvent("paused", "enough")], manifest: { isSimulated: true, isPartial: true } };
    const { reason, seed, simulated, partial, missing } = resultOf(input) as Record<string, unknown>;
    assert.deepEqual(
      { reason, seed, simulated, partial, missing },
      { reason: "enough", seed: 1, simulated: true, partial: true, missing: 1 },
    );
  });

  it("has null, not 0, where a cost is unknown", () => {
    const [response, ...ratings] = armEvents("baseline", "P");
    const unpriced = response?.k === "response" ? { ...response, cost: { usd: null, source: "unknown", cached: false } as const } : null;
    const result = resultOf({ rows: rowsOf(1), events: unpriced === null ? [] : [unpriced, ...ratings] }) as {
      spentUsd: number | null;
      variants: { costUsd: number | null }[];
    };
    assert.deepEqual([result.spentUsd, result.variants[0]?.costUsd], [null, null]);
  });
});

describe("runStatus", () => {
  for (const [states, isBeingWritten, status] of [
    [[], true, "running"],
    [["paused", "resumed"], true, "running"],
    [["paused"], true, "paused"],
    [["done"], true, "done"],
    [[], false, "interrupted"],
    [["paused", "resumed"], false, "interrupted"],
    [["paused"], false, "paused"],
    [["cancelled"], false, "cancelled"],
    [["incomplete"], false, "incomplete"],
    [["cancelled", "resumed", "done"], false, "done"],
  ] as [RunState[], boolean, string][]) {
    it(`is ${status} after ${states.length === 0 ? "nothing" : states.join(", ")}${isBeingWritten ? " while its lock is held" : ""}`, () => {
      assert.equal(runStatus(recordOf(...states.map((state) => stateEvent(state))), isBeingWritten), status);
    });
  }

  for (const [isBeingWritten, status] of [
    [true, "running"],
    [false, "interrupted"],
  ] as const) {
    it(`is ${status} for a run that waits by itself${isBeingWritten ? " while its lock is held" : ""}`, () => {
      assert.equal(runStatus(recordOf({ ...stateEvent("paused"), isWaiting: true }), isBeingWritten), status);
    });
  }
});

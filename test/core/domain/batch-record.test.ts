// The fold of batches: a request counts as sent when its batch is, and is open until it is answered; what is waited for is known.
import assert from "node:assert/strict";
import { openBatches } from "../../../src/core/domain/batch-record.ts";
import type { BatchStepEvent, RunEvent, StartEvent } from "../../../src/core/domain/run-event.ts";
import { unansweredCalls } from "../../../src/core/domain/run-record.ts";
import { recordOf, responseOf, startOf } from "../../support/event-factories.ts";
import { hashOf } from "../../support/factories.ts";

const t = "2026-01-01T00:00:00.000Z";
const rows = ["r1", "r2", "r3"];

function starts(token: string, attempt = 1): StartEvent[] {
  return rows.map((row) => startOf({ row }, { batch: token, attempt }));
}

function intent(token: string): RunEvent {
  const members = hashOf("members");
  return { k: "batch", step: "intent", token, stage: "responses", endpoint: "openai", model: "openai/m", requests: 3, members, t };
}

function step(token: string, name: BatchStepEvent["step"]): RunEvent {
  return { k: "batch", step: name, token, id: name === "void" ? null : "batch_1", t };
}

describe("the fold of a batch", () => {
  for (const [name, events, sent, open, waiting] of [
    ["sends nothing by starts alone: the writer died before the batch went out", starts("a"), 0, 0, 0],
    ["waits for a batch that may have gone out, and counts none of it yet", [...starts("a"), intent("a")], 0, 0, 1],
    ["counts its requests once it has gone out", [...starts("a"), intent("a"), step("a", "submitted")], 3, 3, 1],
    ["counts nothing of a batch that was never run", [...starts("a"), intent("a"), step("a", "void")], 0, 0, 0],
    ["counts those of a batch of which nobody knows", [...starts("a"), intent("a"), step("a", "unknown")], 3, 3, 0],
    ["waits no longer when it is collected", [...starts("a"), intent("a"), step("a", "submitted"), step("a", "collected")], 3, 3, 0],
    [
      "closes what is answered",
      [...starts("a"), intent("a"), step("a", "submitted"), ...rows.map((row) => responseOf({ row })), step("a", "collected")],
      3,
      0,
      0,
    ],
    ["knows nothing of a batch without an intent", [step("a", "submitted")], 0, 0, 0],
  ] as const) {
    it(name, () => {
      const record = recordOf(...events);
      assert.deepEqual([record.calls.generation, record.open.size, openBatches(record.batches).length], [sent, open, waiting]);
      assert.equal(record.possiblyBilledTwice, 0);
    });
  }

  it("counts a request of a second batch as tried again, and never as billed twice", () => {
    const again = [...starts("b", 2), intent("b"), step("b", "submitted")];
    const { calls, possiblyBilledTwice } = recordOf(...starts("a"), intent("a"), step("a", "submitted"), step("a", "collected"), ...again);
    assert.deepEqual([calls.generation, calls.retried, possiblyBilledTwice], [6, 3, 0]);
  });

  it("takes what waits at the provider for no call that was lost", () => {
    const record = recordOf(...starts("a"), intent("a"), step("a", "submitted"), startOf({ row: "live" }));
    assert.deepEqual(
      unansweredCalls(record).map(({ row }) => row),
      ["live"],
    );
  });

  it("remembers each failed attempt of a request once", () => {
    const { sample, request } = startOf({ row: "r1" });
    const failed = (attempt: number, isPossiblyBilled: boolean): RunEvent => {
      const failure = { status: 500, code: "server", waitedMs: 0 };
      return { k: "failed-request", sample, request, attempt, failure, isPossiblyBilled, t };
    };
    const [known] = recordOf(failed(1, true), failed(1, true), failed(2, false)).batches.failed.values();
    assert.deepEqual([known?.failures.length, known?.possiblyBilled, known?.lastAttempt], [2, 1, 2]);
  });
});

// The index of a run in batches: what was collected is told as the journals tell it, and what is waited for is told by the journals alone.
import assert from "node:assert/strict";
import type { BatchStepEvent, RunEvent } from "../../../src/core/domain/run-event.ts";
import { decodeIndex, encodeIndex } from "../../../src/core/store/run-index.ts";
import { bytesPerLine, recordOf, responseOf, startOf } from "../../support/event-factories.ts";
import { hashOf } from "../../support/factories.ts";
import { manifestHash } from "./index-fixtures.ts";

const name = { row: "r1" };
const t = "2026-01-01T00:00:00.000Z";
const token = "token-1";
const members = hashOf("members");

const handedOver: readonly RunEvent[] = [
  startOf(name, { batch: token }),
  { k: "batch", step: "intent", token, stage: "responses", endpoint: "openai", model: "openai/m-1", requests: 1, members, t },
];

function step(name: BatchStepEvent["step"], more: Partial<BatchStepEvent> = {}): RunEvent {
  return { k: "batch", step: name, token, id: "batch-1", t, ...more };
}

describe("the index of a run in batches", () => {
  it("tells of collected batches, without their requests", () => {
    const record = recordOf(...handedOver, step("submitted"), responseOf(name), step("collected", { strays: 2 }));
    record.journals[0] = { name: "journal-test.jsonl", bytes: record.events * bytesPerLine, isWhole: true };
    const index = encodeIndex(manifestHash, record) ?? assert.fail("no index");
    const [batch] = decodeIndex(index, manifestHash)?.batches.byToken.values() ?? [];
    const { starts, ...rest } = record.batches.byToken.get(token) ?? assert.fail("no batch");
    assert.deepEqual([batch, rest.strays, starts.length], [{ ...rest, starts: [] }, 2, 1]);
  });

  const waiting: readonly (readonly [string, readonly RunEvent[]])[] = [
    ["was about to be handed over", []],
    ["is at the provider", [step("submitted")]],
    ["cannot be told of", [step("submitted"), step("unknown")]],
    [
      "is collected, but for a request that is asked again",
      [
        step("submitted"),
        {
          k: "failed-request",
          sample: startOf(name).sample,
          request: startOf(name).request,
          attempt: 1,
          failure: { status: 500, code: "server", waitedMs: 0 },
          isPossiblyBilled: true,
          t,
        },
        step("collected"),
      ],
    ],
  ];
  for (const [title, events] of waiting) {
    it(`is not made while a batch ${title}`, () => {
      assert.equal(encodeIndex(manifestHash, recordOf(...handedOver, ...events)), null);
    });
  }
});

// What a reader of the figures is told beside them.
import assert from "node:assert/strict";
import { armFigures } from "../../../../src/core/comparison/arm-figures.ts";
import { scoreArm } from "../../../../src/core/comparison/arm-samples.ts";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import { summaryWarnings, type WarningInput } from "../../../../src/core/report/results/summary-warnings.ts";
import { armEvents, failedResponseOf, recordOf, responseOf, startOf } from "../../../support/event-factories.ts";
import { manifestOf } from "../../../support/factories.ts";

const openai = { id: "openai/gpt", provider: "openai", origin: null, requested: "gpt", params: {}, api: null };

function warningsOf(
  events: readonly RunEvent[],
  changes: Partial<WarningInput> = {},
  manifestChanges: Partial<RunManifest> = {},
): ReturnType<typeof summaryWarnings> {
  const manifest = manifestOf(["baseline", "short"], { models: [openai], ...manifestChanges });
  const record = recordOf(...events);
  const arms = manifest.variants.map(({ id }) => {
    const samples = scoreArm(record, id, manifest.criteria);
    return { samples, figures: armFigures(id, samples, manifest.criteria, null), comparison: null };
  });
  return summaryWarnings({ manifest, record, status: "done", planWarnings: [], arms, missing: 0, people: null, ...changes });
}

describe("summaryWarnings", () => {
  it("says nothing of a run that went well", () => {
    assert.deepEqual(warningsOf([...armEvents("baseline", "PP"), ...armEvents("short", "PF")]), []);
  });

  it("tells the errors of both arms at once, and shows them", () => {
    assert.deepEqual(warningsOf([...armEvents("baseline", "PFE"), ...armEvents("short", "PEE")]), [
      {
        severity: "warning",
        text: "1 baseline and 2 short samples ended in an error and count as failures. Without them 50.0% of baseline and 100.0% of short pass. The reason: the server failed.",
        actions: [
          { label: "Show Errors", action: { kind: "show-rows", chips: ["errors"] } },
          { label: "Retry Errors", action: { kind: "command", command: "retry" } },
        ],
      },
    ]);
  });

  it("offers no retry of what another run answered", () => {
    const [rerated] = warningsOf(armEvents("short", "EE"), {}, { parent: { runId: "r", relation: "rerate" } });
    assert.deepEqual(
      rerated?.actions.map(({ label }) => label),
      ["Show Errors"],
    );
  });

  it("tells one error in the singular, and the commonest reason", () => {
    const name = (row: string) => ({ row, variant: "short" });
    const events = [failedResponseOf(name("r1"), "b"), failedResponseOf(name("r2"), "a"), failedResponseOf(name("r3"), "b")];
    assert.deepEqual(
      [warningsOf(events).map(({ text }) => text), warningsOf(armEvents("short", "J")).map(({ text }) => text)],
      [
        ["3 short samples ended in an error and count as failures. The commonest reason: b."],
        ["1 short sample ended in an error and counts as a failure. The reason: prose."],
      ],
    );
  });

  it("passes on what the plan said", () => {
    assert.deepEqual(warningsOf([], { planWarnings: ["Two things changed."] }), [
      { severity: "warning", text: "Two things changed.", actions: [] },
    ]);
  });

  it("says as information that answers are simulated", () => {
    assert.deepEqual(
      warningsOf([], {}, { models: manifestOf().models }).map(({ severity }) => severity),
      ["info"],
    );
  });

  it("warns of a provider that changed its model", () => {
    const events = ["a", "b"].map((model, index) => {
      const response = responseOf({ row: `r${index}` });
      return { ...response, provider: { ...response.provider, model } };
    });
    assert.deepEqual(warningsOf(events), [
      { severity: "warning", text: "The provider answered for baseline with 2 different models: a, b.", actions: [] },
    ]);
  });

  it("offers to resume a run that is done and lacks samples", () => {
    assert.deepEqual(warningsOf([], { missing: 1 }, { samples: 400 }), [
      {
        severity: "warning",
        text: "1 of 400 samples is missing.",
        actions: [{ label: "Resume", action: { kind: "command", command: "resume" } }],
      },
    ]);
  });

  it("leaves what is missing from an unfinished run to its card", () => {
    assert.deepEqual(warningsOf([], { missing: 1, status: "cancelled" }), []);
  });

  it("says of a run that is done that calls may have been billed in vain", () => {
    assert.deepEqual(
      warningsOf([startOf({ row: "r01" })]).map(({ text }) => text),
      ["1 call was sent and never answered; it may have been billed."],
    );
  });

  for (const status of ["running", "cancelled"] as const)
    it(`leaves calls in flight to the card of a run that is ${status}`, () => {
      assert.deepEqual(warningsOf([startOf({ row: "r01" })], { status }), []);
    });

  it("says that only a part of the rows ran", () => {
    assert.deepEqual(warningsOf([], {}, { isPartial: true }), [
      { severity: "info", text: "Only a part of the rows ran: the figures stand for that part.", actions: [] },
    ]);
  });

  it("says which shard it is", () => {
    const selection = { variants: null, rows: null, filter: null, epochs: null, ratingMode: null, shard: { index: 3, count: 8 } };
    assert.deepEqual(
      warningsOf([], {}, { isPartial: true, selection }).map(({ text }) => text),
      ["This is shard 3/8: the figures stand for its rows. Put all 8 together with `touchstone merge`."],
    );
  });

  it("has at most two actions for each", () => {
    const all = warningsOf(
      [...armEvents("short", "EEJ"), startOf({ row: "r09" })],
      { missing: 3, planWarnings: ["x"] },
      { isPartial: true },
    );
    assert.deepEqual(
      all.filter(({ actions }) => actions.length > 2),
      [],
    );
  });

  it("keeps long texts short, and many few", () => {
    const all = warningsOf([], { planWarnings: Array.from({ length: 500 }, () => "long\n".repeat(1000)) });
    assert.deepEqual([all.length, all.every(({ text }) => text.length <= 600 && !text.includes("\n"))], [50, true]);
  });
});

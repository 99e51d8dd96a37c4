// A run that is large: its index is there when it ends, and a response whose text is lost is never taken over as an empty one.
import assert from "node:assert/strict";
import { hashBytes } from "../../../../src/core/base/hash.ts";
import { isTouchstoneError } from "../../../../src/core/base/errors.ts";
import type { RunTexts } from "../../../../src/core/domain/run-texts.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { copiedEvents } from "../../../../src/core/engine/running/copied-responses.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { indexPath } from "../../../../src/core/store/layout.ts";
import { readIndex } from "../../../../src/core/store/run-index.ts";
import { readRun } from "../../../../src/core/store/run-store.ts";
import { recordOf, responseOf } from "../../../support/event-factories.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { noEndpoints } from "../engine-fixtures.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

describe("a large run", () => {
  it("leaves an index of all that it recorded when it ends", async () => {
    const rows = Array.from({ length: 30 }, (_, index) => `r${index},text ${index}\n`).join("");
    const model = `provider: simulated\nmodel: writer\nrules:\n  - {when: '.', replies: [{text: 'yes ${"x".repeat(25_000)}'}]}\n`;
    const setup = await loadSetup({ ...project, "rows.csv": `id,text\n${rows}`, "writer.model.yaml": model });
    const storage = createMemoryStorage();
    const plan = planRun(setup, defaultOptions, noEndpoints);
    const { manifest, record } = await startRun(plan, hostOf(storage), { signal: new AbortController().signal });
    assert.ok(storage.files.has(indexPath(manifest.runId)));
    const { manifestHash } = await readRun(storage, manifest.runId);
    const indexed = await readIndex(storage, manifest.runId, manifestHash, record.journals);
    assert.deepEqual({ ...indexed, sharedRatings: null }, { ...record, sharedRatings: null });
  });
});

describe("a response that another run takes over", () => {
  it("must have its text", async () => {
    const blob = hashBytes(new Uint8Array());
    const response = responseOf({ row: "r1" }, { output: null, blob });
    const samples = [...recordOf(response).samples.values()];
    const texts: RunTexts = {
      async *read([record]) {
        if (record !== undefined) yield await Promise.resolve({ record, response, ratings: new Map(), problem: "Its blob is missing." });
      },
    };
    const copies = copiedEvents({ samples, texts, t: "2026-01-01T00:00:00.000Z" });
    await assert.rejects(
      copies.next(),
      (error) =>
        isTouchstoneError(error, "run/invalid") && error.message.includes("row r1") && error.message.includes("Its blob is missing."),
    );
  });
});

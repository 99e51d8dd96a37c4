/** Run as Batch in the editor: the same consent, no live call, and answers that come as one batch. */
import assert from "node:assert/strict";
import { startBatchServer } from "../../support/batch-server.ts";
import { addingModel } from "../../support/sums-project.ts";
import { converse } from "../inside/conversation.ts";
import { endedRun, runsOf } from "../inside/runs.ts";
import { experiment, openSums, setEndpoints } from "../inside/sums.ts";
import { closeEverything, command } from "../inside/touchstone.ts";

describe("an experiment run as a batch", () => {
  afterEach(closeEverything);

  it("says how long it may take and hands nothing over before a person agrees", async () => {
    await using project = await openSums("batch-declined");
    await using server = await startBatchServer({ handler: addingModel() });
    await setEndpoints({ openai: `${server.url}/v1` });
    using conversation = await converse();
    await command("touchstone.runAsBatch", project.uri(experiment));
    const [asked] = conversation.heard;
    assert.ok(asked !== undefined && "detail" in asked);
    assert.match(asked.detail, /The responses are a batch that takes up to 24 h\./);
    assert.deepEqual([asked.text, server.received, await runsOf(project.root)], ["Run sums?", [], []]);
  });

  it("is answered in one batch and ends like any other run", async () => {
    await using project = await openSums("batch");
    await using server = await startBatchServer({ handler: addingModel() });
    await setEndpoints({ openai: `${server.url}/v1` });
    using _ = await converse((heard) => {
      if (heard.kind === "box") return "key-of-the-test";
      return "buttons" in heard ? (heard.buttons.find((button) => ["Run", "Set API Key…"].includes(button)) ?? null) : null;
    });
    await command("touchstone.runAsBatch", project.uri(experiment));
    const { status, record } = await endedRun(project.root);
    const sizes = server.batches.map(({ items }) => items.length);
    assert.deepEqual([status, record.samples.size, sizes, server.live.requests.length], ["done", 10, [10], 0]);
  });
});

// Runs in batches in the editor's background thread: through its own fetch, waiting in sight, and picked up by the next thread after this one is gone.
import assert from "node:assert/strict";
import { startBackgroundThread, type BackgroundThread } from "../support/background-thread.ts";
import { startBatchServer, type BatchServer } from "../support/batch-server.ts";
import { addingModel, pricedAdder, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";
import { keys } from "./scene.ts";

const files = {
  ...sumsProject(6),
  "adder.model.yaml": pricedAdder,
  "sums.criteria.yaml": "judge: {model: adder.model.yaml}\ncriteria:\n  - {id: even, question: Is it even?}\n",
};
const handler = withJudge(() => "pass", addingModel());

function requestOf({ folder }: TemporaryProject, { url }: BatchServer): Parameters<BackgroundThread["start"]>[0] {
  const project = { root: folder, unsaved: {} };
  const target = { kind: "experiment", path: "sums.experiment.yaml" } as const;
  return { project, target, variants: null, rows: null, isBatch: true, endpoints: { openai: `${url}/v1` }, maxCostUsd: 1, keys };
}

describe("runs in batches of the background thread", () => {
  it("plan both windows, and end as others do, in two batches", async () => {
    await using server = await startBatchServer({ handler });
    await using project = await createProject(files);
    await using thread = startBackgroundThread();
    const request = requestOf(project, server);
    const { warnings } = await thread.ask("run/plan", request);
    const { runId } = await thread.start(request);
    const { end } = await thread.end(runId);
    assert.match(warnings[0] ?? "", /up to 24 h, and the judge's ratings another/);
    assert.deepEqual([end.status, server.batches.map(({ items }) => items.length), server.live.requests.length], ["done", [6, 6], 0]);
    assert.deepEqual(await thread.ask("runs/waiting", request.project), []);
  });

  it("wait in sight, are found by the next thread when this one is gone, and are collected by it", async () => {
    let polled = (): void => undefined;
    const isPolled = new Promise<void>((resolve) => (polled = resolve));
    const at = (step: string): undefined => void (step === "poll" && polled());
    await using server = await startBatchServer({ handler, script: { pollsUntilEnded: 1000, at } });
    await using project = await createProject(files);
    const request = requestOf(project, server);
    const first = startBackgroundThread();
    const { runId } = await first.start(request);
    await isPolled;
    const [listed] = await first.ask("runs/list", request.project);
    assert.deepEqual([listed?.status, listed?.waitingBatches], ["running", 1]);
    const live = await first.ask("results/summary", { project: request.project, runId, variant: null, maxCostUsd: 1 });
    assert.match(live.card?.explanation ?? "", /Waiting for the provider: 6 requests in a batch/);
    await first.stop();

    server.direct({});
    await using next = startBackgroundThread();
    const { project: place, endpoints } = request;
    const [item] = await next.ask("runs/waiting", place);
    assert.deepEqual([item?.runId, item?.status, item?.waitingBatches], [runId, "interrupted", 1]);
    await next.ask("run/resume", { project: place, runId, endpoints, maxCostUsd: 1, keys, acceptsOrigins: [] });
    const { end } = await next.end(runId);
    assert.deepEqual([end.status, server.batches.map(({ items }) => items.length)], ["done", [6, 6]]);
  });
});

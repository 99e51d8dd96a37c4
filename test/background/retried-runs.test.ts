// Errors tried again and responses rated again in the editor: what it would take, within the user's cap, and what comes of it.
import assert from "node:assert/strict";
import type { RunListItem } from "../../src/extension/background/contract.ts";
import { startBackgroundThread } from "../support/background-thread.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { addingModel, rowNumber, withJudge } from "../support/sums-project.ts";
import { keys, openScene, type Scene } from "./scene.ts";

const judge = "provider: openai\nmodel: judge-1\napi: chat\nprice: {input: 1, output: 1}\nparameters: {max_tokens: 40}\n";
const criteria = (question: string): string => `judge: {model: judge.model.yaml}\ncriteria: [{id: asked, question: ${question}}]\n`;
const answering = withJudge(() => "pass", addingModel());
const failing: Handler = (request, nth) => (rowNumber(request) === 3 ? { kind: "status", status: 400 } : answering(request, nth));

async function finishedRun(stage: Scene, handler: Handler): Promise<string> {
  stage.server.respond(handler);
  await using thread = startBackgroundThread();
  const { runId } = await thread.start({ ...stage.request, keys });
  assert.equal((await thread.end(runId)).end.status, "done");
  return runId;
}

async function itemOf({ thread, request }: Scene, runId: string): Promise<RunListItem | undefined> {
  return (await thread.ask("runs/list", request.project)).find((item) => item.runId === runId);
}

describe("errors tried again in the editor", () => {
  it("are planned apart from what is good, and mend the run", async () => {
    await using stage = await openScene(5);
    const runId = await finishedRun(stage, failing);
    const { project, endpoints, maxCostUsd } = stage.request;
    const place = { project, runId, endpoints, maxCostUsd };
    const before = await itemOf(stage, runId);
    stage.server.respond(answering);
    const rest = await stage.thread.ask("run/plan-rest", { ...place, retriesErrors: true });
    await stage.thread.ask("run/resume", { ...place, keys, acceptsOrigins: [], retriesErrors: true });
    const { end } = await stage.thread.end(runId);
    const after = await itemOf(stage, runId);
    assert.deepEqual(
      [before?.errors, before?.isRetriable, rest.samples, rest.calls.generation, end.status, after?.errors, after?.isRetriable],
      [1, true, 1, 1, "done", 0, false],
    );
  });

  it("are left alone by resuming", async () => {
    await using stage = await openScene(5);
    const runId = await finishedRun(stage, failing);
    const { project, endpoints, maxCostUsd } = stage.request;
    const rest = await stage.thread.ask("run/plan-rest", { project, runId, endpoints, maxCostUsd });
    assert.deepEqual([rest.samples, rest.destinations.map(({ calls, needsKey }) => [calls, needsKey])], [0, [[0, false]]]);
  });

  it("are offered beside the warning of them", async () => {
    await using stage = await openScene(5);
    const runId = await finishedRun(stage, failing);
    const { project, maxCostUsd } = stage.request;
    const { warnings } = await stage.thread.ask("results/summary", { project, runId, variant: null, maxCostUsd });
    const labels = warnings.flatMap(({ actions }) => actions.map(({ label }) => label));
    assert.deepEqual(labels, ["Show Errors", "Retry Errors"]);
  });
});

describe("responses rated again in the editor", () => {
  const files = { "judge.model.yaml": judge, "sums.criteria.yaml": criteria("Is it a number?") };

  it("are planned at the judge's price, and become a run of their own", async () => {
    await using stage = await openScene(5, files);
    const runId = await finishedRun(stage, answering);
    const sent = stage.server.requests.length;
    await stage.project.write({ "sums.criteria.yaml": criteria("Is it polite?"), "ask.prompt": "{{left}} times {{right}}" });
    const { project, endpoints } = stage.request;
    const place = { project, runId, endpoints, maxCostUsd: 0.5 };
    const plan = await stage.thread.ask("run/plan-rerate", place);
    const { runId: reratedId } = await stage.thread.ask("run/rerate", { ...place, keys, planHash: plan.planHash });
    const { end } = await stage.thread.end(reratedId);
    assert.deepEqual(
      [plan.calls, plan.maxCostUsd, plan.destinations.map(({ model, calls, needsKey }) => [model, calls, needsKey]), plan.warnings],
      [
        { generation: 0, rating: 5, cached: 0 },
        0.5,
        [["openai/judge-1", 5, true]],
        ["Changed since that run began, and not used by it: ask.prompt."],
      ],
    );
    assert.deepEqual([end.status, reratedId === runId, stage.server.requests.length - sent], ["done", false, 5]);
    const summary = await stage.thread.ask("results/summary", { project, runId: reratedId, variant: null, maxCostUsd: 1 });
    const rows = await stage.thread.ask("runs/list", project);
    assert.deepEqual([summary.arms.map(({ passed }) => passed), rows.length], [[5], 2]);
  });

  it("are not begun when the files have changed since they were planned", async () => {
    await using stage = await openScene(5, files);
    const runId = await finishedRun(stage, answering);
    const { project, endpoints, maxCostUsd } = stage.request;
    const place = { project, runId, endpoints, maxCostUsd };
    await stage.project.write({ "sums.criteria.yaml": criteria("Is it polite?") });
    const { planHash } = await stage.thread.ask("run/plan-rerate", place);
    await stage.project.write({ "sums.criteria.yaml": criteria("Is it kind?") });
    await assert.rejects(stage.thread.ask("run/rerate", { ...place, keys, planHash }), { code: "run/conflict" });
  });
});

describe("a run in the editor whose answers are all in the cache", () => {
  it("needs no key", async () => {
    await using stage = await openScene(5);
    await finishedRun(stage, answering);
    const { destinations } = await stage.thread.ask("run/plan", stage.request);
    const { runId } = await stage.thread.start({ ...stage.request, keys: {} });
    const { end } = await stage.thread.end(runId);
    assert.deepEqual([destinations.map(({ needsKey }) => needsKey), end.status, stage.server.requests.length], [[false], "done", 5]);
  });
});

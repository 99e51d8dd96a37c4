// The rest of a run in the editor: what it would take, which caps it keeps, where it goes, and what becomes of it when its thread dies.
import assert from "node:assert/strict";
import { startBackgroundThread } from "../support/background-thread.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { addingModel } from "../support/sums-project.ts";
import { type TemporaryProject } from "../support/temporary-project.ts";
import { keys, openScene, type Scene } from "./scene.ts";

const scene = (): Promise<Scene> => openScene(20);

/** A run that a low cap has stopped after its first calls. */
async function pausedRun({ thread, request }: Scene): Promise<string> {
  const { runId } = await thread.start({ ...request, maxCostUsd: 0.00002, keys });
  const { end } = await thread.end(runId);
  assert.deepEqual([end.status, end.stop], ["paused", "budget"]);
  return runId;
}

/** A run whose fifth call is never answered. */
async function hangingRun({ thread, server, request }: Scene): Promise<string> {
  let asked = 0;
  server.respond((call, nth) => ((asked += 1) > 4 ? { kind: "hang", when: "before-headers" } : addingModel()(call, nth)));
  const { runId } = await thread.start({ ...request, keys });
  while (asked < 5) await new Promise((resolve) => setImmediate(resolve));
  return runId;
}

/** Of a run in the project's folder. */
async function changeManifest(
  project: TemporaryProject,
  runId: string,
  change: (manifest: Record<string, unknown>) => object,
): Promise<void> {
  const path = `.touchstone/runs/${runId}/manifest.json`;
  const manifest = JSON.parse(await project.read(path)) as Record<string, unknown>;
  await project.write({ [path]: JSON.stringify(change(manifest)) });
}

describe("the rest of a run", () => {
  it("is planned: what is left, at what cost, where it goes", async () => {
    await using stage = await scene();
    const { worstCostUsd: worst } = await stage.thread.ask("run/plan", stage.request);
    const runId = await pausedRun(stage);
    const { project, endpoints } = stage.request;
    const sent = stage.server.requests.length;
    const rest = await stage.thread.ask("run/plan-rest", { project, runId, endpoints, maxCostUsd: 0.5 });
    const left = 20 - sent;
    assert.deepEqual(
      [rest.rows, rest.samples, rest.calls, rest.maxCostUsd, rest.otherOrigins, rest.destinations],
      [
        left,
        left,
        { generation: left, rating: 0, cached: 0 },
        0.5,
        [],
        [{ endpoint: "openai", origin: stage.server.url, model: "openai/adder-1", calls: left, needsKey: true }],
      ],
    );
    assert.ok((rest.worstCostUsd ?? 0) > 0 && (rest.worstCostUsd ?? 0) < (worst ?? 0));
    assert.equal(stage.server.requests.length, sent);
  });

  it("keeps the lower of the user's cap and the project's present one", async () => {
    await using stage = await scene();
    const runId = await pausedRun(stage);
    const { project, endpoints } = stage.request;
    await stage.project.write({ "touchstone.yaml": "format: 1\ndefaults: {max_cost_usd: 0.00003}\n" });
    const rest = await stage.thread.ask("run/plan-rest", { project, runId, endpoints, maxCostUsd: 1 });
    const summary = await stage.thread.ask("results/summary", { project, runId, variant: null, maxCostUsd: 1 });
    await using later = startBackgroundThread();
    await later.ask("run/resume", { project, runId, endpoints, maxCostUsd: 1, keys, acceptsOrigins: [] });
    const { end } = await later.end(runId);
    assert.deepEqual([rest.maxCostUsd, end.status, end.reason], [0.00003, "paused", "the cost cap of $0.00003 is reached"]);
    assert.ok(!JSON.stringify(summary.card).includes("$1"), JSON.stringify(summary.card));
  });

  it("keeps at most 50 calls in flight, whatever the manifest says", async () => {
    await using stage = await scene();
    const runId = await pausedRun(stage);
    await changeManifest(stage.project, runId, (manifest) => ({
      ...manifest,
      limits: { ...(manifest.limits as object), concurrency: 100_000 },
    }));
    const { project, endpoints } = stage.request;
    await stage.thread.ask("run/resume", { project, runId, endpoints, maxCostUsd: 1, keys, acceptsOrigins: [] });
    // The notice of the first end is known already, so the run is read instead.
    const status = async (): Promise<string | undefined> => (await stage.thread.ask("runs/list", project))[0]?.status;
    while ((await status()) === "running") await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([await status(), stage.server.requests.length], ["done", 20]);
  });

  it("goes to another server only when that is accepted", async () => {
    await using stage = await scene();
    const runId = await pausedRun(stage);
    await using other = await startProviderServer({ handler: addingModel() });
    const rest = { project: stage.request.project, runId, endpoints: { openai: `${other.url}/v1` }, maxCostUsd: 1 };
    const { otherOrigins } = await stage.thread.ask("run/plan-rest", rest);
    assert.deepEqual(otherOrigins, [{ endpoint: "openai", model: "openai/adder-1", began: stage.server.url, origin: other.url }]);
    await using later = startBackgroundThread();
    await assert.rejects(later.ask("run/resume", { ...rest, keys, acceptsOrigins: [stage.server.url] }), { code: "run/invalid" });
    assert.equal(other.requests.length, 0);
    await later.ask("run/resume", { ...rest, keys, acceptsOrigins: [other.url] });
    assert.equal((await later.end(runId)).end.status, "done");
  });
});

describe("a thread that dies", () => {
  it("is followed by the last word on its runs, said once, and by no other answer", async () => {
    await using stage = await scene();
    const runId = await hangingRun(stage);
    const pending = assert.rejects(stage.thread.ask("run/cancel", { runId }), /background thread ended/);
    await stage.thread.stop();
    const { end } = await stage.thread.end(runId);
    await pending;
    await assert.rejects(stage.thread.ask("runs/list", stage.request.project), /background thread ended/);
    await stage.thread.stop();
    const ends = stage.thread.notices.filter(({ kind }) => kind === "run-end");
    assert.deepEqual([end.status, end.path, ends.length, stage.thread.stops()], ["interrupted", "sums.experiment.yaml", 1, 1]);
    assert.match(end.failure?.message ?? "", /^The background thread ended during the run\. What was answered is saved: \d of 20 samples/);
  });

  it("leaves a run that the next thread of the same window finishes", async () => {
    await using stage = await scene();
    const runId = await hangingRun(stage);
    const { project, endpoints, maxCostUsd } = stage.request;
    const [running] = await stage.thread.ask("runs/list", project);
    await stage.thread.stop();
    stage.server.respond(addingModel());
    await using next = startBackgroundThread();
    const [left] = await next.ask("runs/list", project);
    const summary = await next.ask("results/summary", { project, runId, variant: null, maxCostUsd });
    await next.ask("run/resume", { project, runId, endpoints, maxCostUsd, keys, acceptsOrigins: [] });
    const { end } = await next.end(runId);
    assert.deepEqual([running?.status, left?.status, summary.status, end.status], ["running", "interrupted", "interrupted", "done"]);
  });

  it("is not confused with one that goes on: a run is resumed once", async () => {
    await using stage = await scene();
    const runId = await hangingRun(stage);
    const { project, endpoints, maxCostUsd } = stage.request;
    const resume = { project, runId, endpoints, maxCostUsd, keys, acceptsOrigins: [] };
    await assert.rejects(stage.thread.ask("run/resume", resume), { code: "run/conflict" });
    await stage.thread.stop();
    stage.server.respond(addingModel());
    await using next = startBackgroundThread();
    const both = await Promise.allSettled([next.ask("run/resume", resume), next.ask("run/resume", resume)]);
    await next.end(runId);
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  });
});

describe("a copy of a project", () => {
  it("shows its own runs, though they have the ids of the original's", async () => {
    await using stage = await scene();
    const runId = await pausedRun(stage);
    await using copy = await stage.project.copy();
    stage.server.respond(() => ({ kind: "hang", when: "before-headers" }));
    const { project, endpoints, maxCostUsd } = stage.request;
    await stage.thread.ask("run/resume", { project, runId, endpoints, maxCostUsd, keys, acceptsOrigins: [] });
    const statusOf = async (root: string): Promise<unknown[]> => {
      const place = { root, unsaved: {} };
      const [item] = await stage.thread.ask("runs/list", place);
      const { status } = await stage.thread.ask("results/summary", { project: place, runId, variant: null, maxCostUsd });
      return [item?.status, status];
    };
    assert.deepEqual(
      [await statusOf(project.root), await statusOf(copy.folder)],
      [
        ["running", "running"],
        ["paused", "paused"],
      ],
    );
  });
});

// "Check Against…" in the editor's thread: the gate of the command line, with the same verdict and the same comment, byte for byte.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { RunGates } from "../../src/core/gates/ruling.ts";
import type { RunRequest } from "../../src/extension/background/contract.ts";
import { startBackgroundThread } from "../support/background-thread.ts";
import { git } from "../support/repository.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, rowNumber } from "../support/sums-project.ts";
import { keys, openScene, type Scene } from "./scene.ts";

const experiment = `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
gates:
  - {metric: pass_rate, no_worse_than: 0.05}
`;
const brief = '{{role "system"}}\nAnswer briefly with a number.\n{{role "user"}}\n{{left}} + {{right}}\n';
const rows = 40;

/** A project of sums in one commit on `main`. */
async function openCommitted(): Promise<Scene & { readonly against: RunRequest }> {
  const stage = await openScene(rows, { "sums.experiment.yaml": experiment, ".gitignore": ".touchstone\n" });
  git(stage.project, "init", "--initial-branch=main");
  git(stage.project, "add", ".");
  git(stage.project, "commit", "--message=first");
  return { ...stage, against: { ...stage.request, target: { kind: "against", path: "sums.experiment.yaml", ref: "main" } } };
}

/** Whoever answers briefly is wrong in every fourth row. */
function worsen({ server }: Scene): void {
  const [right, wrong] = [addingModel(), addingModel((n) => n % 4 === 0)];
  server.respond((request, nth) => (request.rawBody.includes("briefly") ? wrong : right)(request, nth));
}

describe("an experiment against a commit, in the editor", () => {
  it("is gated as the command line gates it: one verdict, one comment", async () => {
    await using stage = await openCommitted();
    const { thread, project, server, against } = stage;
    worsen(stage);
    const before = git(project, "status", "--porcelain");
    // Nothing is saved: the head is what the editor shows.
    const asked = { ...against, project: { root: project.folder, unsaved: { "ask.prompt": brief } } };
    const planned = await thread.ask("run/plan", asked);
    assert.deepEqual([planned.variants, planned.samples, planned.notes, planned.maxCostUsd], [["base", "head"], 2 * rows, [], 1]);
    assert.match(planned.remarks[0] ?? "", /^Against main \([0-9a-f]{12}\): 0 of 40 requests are identical\.$/);

    const { runId } = await thread.start({ ...asked, keys });
    const { end } = await thread.end(runId);
    const comment = await thread.ask("run/comment", { project: asked.project, runId });
    const exported = await runCli(["export", runId, "--format", "comment"], { folder: project.folder });
    assert.equal(comment, exported.stdout);
    assert.match(comment, /^<!-- touchstone:sums\.experiment\.yaml -->\n## .* Gate failed: /);
    assert.equal(git(project, "status", "--porcelain"), before);

    const file = path.join(project.folder, "of-editor.json");
    await thread.ask("run/export", { project: asked.project, runId, format: "json", file });
    const { gates: ofEditor } = JSON.parse(await readFile(file, "utf8")) as { gates: RunGates };
    assert.deepEqual([end.status, end.gate], ["done", { verdict: "fail", sentence: ofEditor.sentence }]);
    await project.write({ "ask.prompt": brief });
    const called = server.requests.length;
    const gate = await runCli(["gate", "sums.experiment.yaml", "--base", "main", "--max-cost", "1", "--json"], {
      folder: project.folder,
      environment: { OPENAI_API_KEY: keys.openai, OPENAI_BASE_URL: `${server.url}/v1` },
    });
    assert.equal(JSON.stringify(gate.json<{ gates: RunGates }>().gates), JSON.stringify(ofEditor));
    assert.deepEqual([gate.exitCode, server.requests.length - called], [1, 0]);

    const { arms, gates } = await thread.ask("results/summary", { project: asked.project, runId, variant: null, maxCostUsd: 1 });
    assert.deepEqual([arms.map(({ name }) => name), gates?.verdict, gates?.sentence], [["base", "head"], "fail", ofEditor.sentence]);
    const item = (await thread.ask("runs/list", asked.project)).find((run) => run.runId === runId);
    assert.deepEqual([item?.isAgainstCommit, item?.hasGates, item?.path], [true, true, "sums.experiment.yaml"]);
  });

  it("passes without a call and without a key where nothing changed", async () => {
    await using stage = await openCommitted();
    const { runId } = await stage.thread.start({ ...stage.against, keys: {} });
    const { end } = await stage.thread.end(runId);
    const comment = await stage.thread.ask("run/comment", { project: stage.against.project, runId });
    assert.deepEqual([end.status, end.gate?.verdict, stage.server.requests.length], ["done", "pass", 0]);
    assert.match(comment, /^## .* Gate passed: /m);
  });

  it("is no gate before it has ended, and goes on where it was cancelled", async () => {
    await using stage = await openCommitted();
    const { thread, project, server, against } = stage;
    await project.write({ "ask.prompt": brief });
    server.respond((request, nth) =>
      nth <= 5 ? addingModel()(request, nth) : { kind: "answer", text: String(11 * rowNumber(request)), delayMs: 300 },
    );
    const { runId } = await thread.start({ ...against, keys });
    await thread.progress(runId, ({ ended }) => ended >= 5);
    await thread.ask("run/cancel", { runId });
    const cancelled = await thread.end(runId);
    assert.deepEqual([cancelled.end.status, cancelled.end.gate], ["cancelled", null]);

    server.respond(addingModel());
    const { endpoints, maxCostUsd, project: place } = against;
    await using later = startBackgroundThread();
    await later.ask("run/resume", { project: place, runId, keys, endpoints, maxCostUsd, acceptsOrigins: [] });
    const { end } = await later.end(runId);
    assert.deepEqual([end.status, end.gate?.verdict], ["done", "inconclusive"]);
  });

  it("says that a rule about latency takes nothing from the cache, and counts every call and its key", async () => {
    await using stage = await openCommitted();
    const { thread, project, against, request } = stage;
    await project.write({ "ask.prompt": brief });
    await thread.end((await thread.start({ ...request, keys })).runId);
    const calls = async (): Promise<unknown[]> => {
      const { calls: planned, destinations, remarks } = await thread.ask("run/plan", against);
      const isTold = remarks.some((remark) => remark.startsWith("A rule about latency needs answers that are timed now"));
      return [planned.generation, planned.cached, destinations.map(({ needsKey }) => needsKey), isTold];
    };
    assert.deepEqual(await calls(), [rows, rows, [true], false]);
    await project.write({ "sums.experiment.yaml": `${experiment}  - {metric: latency_p95, no_more_than: +10%}\n` });
    assert.deepEqual(await calls(), [2 * rows, 0, [true], true]);
  });

  it("is not started when the name means another commit than the one that was agreed to", async () => {
    await using stage = await openCommitted();
    await stage.project.write({ "ask.prompt": brief });
    const { planHash } = await stage.thread.ask("run/plan", stage.against);
    await stage.project.write({ "ask.prompt": brief.replace("briefly", "at once") });
    git(stage.project, "commit", "--all", "--message=second");
    await stage.project.write({ "ask.prompt": brief });
    await assert.rejects(stage.thread.ask("run/start", { ...stage.against, keys, planHash }), { code: "run/conflict" });
    assert.equal(stage.server.requests.length, 0);
  });

  it("says what is missing in words that name no flag", async () => {
    await using stage = await openCommitted();
    const { thread, against, project } = stage;
    const plan = (ref: string): Promise<unknown> =>
      thread.ask("run/plan", { ...against, target: { ...against.target, kind: "against", ref } });
    for (const ref of ["nowhere", "--help"])
      await assert.rejects(
        plan(ref),
        (error: Error & { hint?: string }) => !`${error.message} ${error.hint ?? ""}`.replace(ref, "").includes("--base"),
      );
    await project.write({ "sums.experiment.yaml": experiment.slice(0, experiment.indexOf("gates:")) });
    await assert.rejects(plan("main"), { code: "input/invalid", message: "sums.experiment.yaml has no gates, so nothing can be decided." });
  });

  it("offers the commits of its repository, and says so where there is none", async () => {
    await using stage = await openCommitted();
    git(stage.project, "checkout", "-b", "change");
    const { project } = stage.against;
    assert.deepEqual(await stage.thread.ask("git/refs", project), ["main", "HEAD", "change"]);
    await using elsewhere = await openScene(1);
    await assert.rejects(elsewhere.thread.ask("git/refs", elsewhere.request.project), {
      code: "input/invalid",
      message: /^The branches of this folder cannot be listed: git says: not a git repository/,
    });
  });
});

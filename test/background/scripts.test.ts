// Scripts of criteria in the background thread: planned by name and hash, refused until the editor says that they are approved.
import assert from "node:assert/strict";
import { keys, openScene } from "./scene.ts";

const files = {
  "sums.criteria.yaml": "criteria:\n  - {id: adds, check: script, file: adds.mjs}\n",
  "adds.mjs": "export const evaluate = ({ output, row }) => output === row.total;\n",
};

describe("scripts in the background thread", () => {
  it("are named with their hash in the plan, and run when that hash is approved", async () => {
    await using stage = await openScene(4, files, (n) => n === 2);
    const { scripts, planHash } = await stage.thread.ask("run/plan", stage.request);
    const approvedScripts = scripts.map(({ sha256 }) => sha256);
    const { runId } = await stage.thread.ask("run/start", { ...stage.request, keys, planHash, approvedScripts });
    const { end } = await stage.thread.end(runId);
    const [run] = await stage.thread.ask("runs/list", stage.request.project);
    assert.deepEqual([scripts.map(({ path }) => path), end.status, run?.variants[0]?.passed, run?.errors], [["adds.mjs"], "done", 3, 0]);
  });

  it("are refused otherwise, and nothing is sent", async () => {
    await using stage = await openScene(4, files);
    const { planHash } = await stage.thread.ask("run/plan", stage.request);
    await assert.rejects(stage.thread.ask("run/start", { ...stage.request, keys, planHash }), { code: "script/unapproved" });
    assert.equal(stage.server.requests.length, 0);
  });

  it("make another plan of it when the file changes", async () => {
    await using stage = await openScene(4, files);
    const { planHash, scripts } = await stage.thread.ask("run/plan", stage.request);
    await stage.project.write({ "adds.mjs": "export const evaluate = () => true;\n" });
    const approvedScripts = scripts.map(({ sha256 }) => sha256);
    await assert.rejects(stage.thread.ask("run/start", { ...stage.request, keys, planHash, approvedScripts }), { code: "run/conflict" });
  });
});

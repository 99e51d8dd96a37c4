// A template as it stands, saved or not, against HEAD: in a real repository, with what cannot be compared said.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { PlanDescription, RunRequest } from "../../src/extension/background/contract.ts";
import { startBackgroundThread, type BackgroundThread } from "../support/background-thread.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { addingModel, ownSumsTemplate, sumsProject } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

async function repository(): Promise<TemporaryProject> {
  const project = await createProject({ ...sumsProject(10), "ownSumsTemplate.prompt": ownSumsTemplate });
  const git = (...words: string[]): void =>
    void execFileSync("git", ["-C", project.folder, "-c", "user.name=t", "-c", "user.email=t@t", ...words]);
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  return project;
}

function request(project: TemporaryProject, unsaved: Readonly<Record<string, string>>, changes: Partial<RunRequest> = {}): RunRequest {
  const target = { kind: "working-copy", path: "ownSumsTemplate.prompt", experiment: null } as const;
  return {
    project: { root: project.folder, unsaved },
    target,
    variants: null,
    rows: null,
    isBatch: false,
    endpoints: {},
    maxCostUsd: 1,
    ...changes,
  };
}

const plan = (thread: BackgroundThread, asked: RunRequest): Promise<PlanDescription> => thread.ask("run/plan", asked);
const free = { "adder.model.yaml": "provider: openai\nmodel: adder-1\napi: chat\nprice: {input: 0, output: 0}\n" };

describe("a template against HEAD", () => {
  it("compares the unsaved text with the committed one", async () => {
    await using project = await repository();
    await using thread = startBackgroundThread();
    const planned = await plan(
      thread,
      request(project, { ...free, "ownSumsTemplate.prompt": ownSumsTemplate.replace("a number", "one number") }),
    );
    assert.deepEqual(
      [planned.name, planned.variants, planned.samples],
      ["ownSumsTemplate.prompt against HEAD", ["baseline", "working-copy"], 20],
    );
  });

  it("says that there is nothing to compare when both read the same", async () => {
    await using project = await repository();
    await using thread = startBackgroundThread();
    await assert.rejects(plan(thread, request(project, free)), /reads as it does in HEAD/);
  });

  it("takes the text of the last run where no commit has the file, and the file as it is where there is no run either", async () => {
    await using project = await createProject({ ...sumsProject(3), "ownSumsTemplate.prompt": ownSumsTemplate, ...free });
    await using server = await startProviderServer({ handler: addingModel() });
    await using thread = startBackgroundThread();
    const endpoints = { openai: `${server.url}/v1` };
    const first = await plan(thread, request(project, {}, { endpoints }));
    assert.deepEqual(
      [first.variants, first.notes[0]?.startsWith("There is no earlier text of ownSumsTemplate.prompt")],
      [["baseline"], true],
    );
    const { runId } = await thread.start({ ...request(project, {}, { endpoints }), keys: { openai: "k" } });
    await thread.end(runId);
    const second = await plan(
      thread,
      request(project, { "ownSumsTemplate.prompt": ownSumsTemplate.replace("a number", "one number") }, { endpoints }),
    );
    assert.deepEqual([second.name, second.variants], ["ownSumsTemplate.prompt against its last run", ["baseline", "working-copy"]]);
  });

  it("calls only for what differs once the rest is in the cache: unchanged requests are ties", async () => {
    await using project = await repository();
    await using server = await startProviderServer({ handler: addingModel((n) => n === 3) });
    await using thread = startBackgroundThread();
    const endpoints = { openai: `${server.url}/v1` };
    // Only the even rows have the system message that changes.
    const run = async (text: string): Promise<string> => {
      const asked = request(project, { ...free, "ownSumsTemplate.prompt": text }, { endpoints });
      const { runId } = await thread.start({ ...asked, keys: { openai: "k" } });
      await thread.end(runId);
      return runId;
    };
    await run(ownSumsTemplate.replace("a number", "one number"));
    const before = server.requests.length;
    const runId = await run(ownSumsTemplate.replace("a number", "just a number"));
    assert.deepEqual([before, server.requests.length - before], [20, 5]);
    const summary = await thread.ask("results/summary", {
      project: { root: project.folder, unsaved: {} },
      runId,
      variant: null,
      maxCostUsd: 1,
    });
    assert.deepEqual([summary.comparison?.tied, summary.arms.map(({ passed }) => passed)], [10, [9, 9]]);
  });

  it("can be resumed and read when the unsaved text is gone", async () => {
    await using project = await repository();
    await using server = await startProviderServer({ handler: addingModel() });
    await using thread = startBackgroundThread();
    const asked = request(
      project,
      { ...free, "ownSumsTemplate.prompt": ownSumsTemplate.replace("a number", "one number") },
      { endpoints: { openai: `${server.url}/v1` } },
    );
    const { runId } = await thread.start({ ...asked, keys: { openai: "k" } });
    await thread.end(runId);
    const pinned = await thread.ask("results/pinned", {
      project: { root: project.folder, unsaved: {} },
      runId,
      path: "ownSumsTemplate.prompt",
    });
    assert.match(pinned ?? "", /one number/);
    const [item] = await thread.ask("runs/list", { root: project.folder, unsaved: {} });
    assert.deepEqual([item?.path, item?.status], ["ownSumsTemplate.prompt", "done"]);
  });

  it("takes collection, criteria and model of an experiment when the template names none", async () => {
    await using project = await repository();
    await using thread = startBackgroundThread();
    const target = { kind: "working-copy", path: "ask.prompt", experiment: "sums.experiment.yaml" } as const;
    const text = (await project.read("ask.prompt")).replace("a number", "one number");
    const planned = await plan(thread, request(project, { ...free, "ask.prompt": text }, { target }));
    assert.deepEqual([planned.name, planned.samples], ["ask.prompt against HEAD", 20]);
  });

  it("is tried alone in the frame of its experiment where there is no earlier text", async () => {
    await using project = await createProject({ ...sumsProject(4), ...free });
    await project.write({
      "sums.experiment.yaml": `${await project.read("sums.experiment.yaml")}variants: [{name: other, set: {main: {system: Hi}}}]\n`,
    });
    await using thread = startBackgroundThread();
    const target = { kind: "working-copy", path: "ask.prompt", experiment: "sums.experiment.yaml" } as const;
    const planned = await plan(thread, request(project, {}, { target }));
    assert.deepEqual([planned.name, planned.variants, planned.samples, planned.notes.length], ["ask.prompt", ["baseline"], 4, 1]);
  });

  it("is not compared with another text because git cannot tell the one at HEAD", async () => {
    await using project = await repository();
    await using thread = startBackgroundThread();
    await project.write({ ".git/HEAD": "nonsense" });
    await assert.rejects(plan(thread, request(project, free)), { code: "document/invalid", message: /at HEAD cannot be told: git says: / });
  });

  it("reads a committed text like any other file: without a byte order mark and with LF", async () => {
    await using project = await repository();
    await project.write({ "ownSumsTemplate.prompt": `\u{feff}${ownSumsTemplate.replaceAll("\n", "\r\n")}` });
    const git = (...words: string[]): void =>
      void execFileSync("git", ["-C", project.folder, "-c", "user.name=t", "-c", "user.email=t@t", "-c", "core.autocrlf=false", ...words]);
    git("commit", "--quiet", "--all", "--message", "marked");
    await using thread = startBackgroundThread();
    await assert.rejects(
      plan(thread, request(project, { ...free, "ownSumsTemplate.prompt": ownSumsTemplate })),
      /reads as it does in HEAD/,
    );
  });
});

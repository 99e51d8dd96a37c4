/** What comes in the way of a run: it is cancelled, its template goes, its folder cannot be written, its experiment is broken. */
import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { startProviderServer } from "../../support/provider-server.ts";
import { addingModel, rowNumber } from "../../support/sums-project.ts";
import { type Answers, converse } from "../inside/conversation.ts";
import { endedRun, pinnedText, runsOf } from "../inside/runs.ts";
import { experiment, openSums, type SumsProject, template } from "../inside/sums.ts";
import { closeEverything, command } from "../inside/touchstone.ts";
import { until } from "../inside/until.ts";

const willing: Answers = (heard) => {
  if (heard.kind === "box") return "key-of-the-test";
  return "buttons" in heard ? (heard.buttons.find((button) => button === "Run" || button === "Set API Key…") ?? null) : null;
};

/** Starts a run whose server answers so many requests and then leaves the rest waiting. */
async function startStuck(project: SumsProject, answered: number): Promise<void> {
  project.server.respond((request, nth) => (nth <= answered ? addingModel()(request, nth) : { kind: "hang", when: "before-headers" }));
  await command("touchstone.runExperiment", project.uri(experiment));
  await until("the answers", {
    read: async () => (await runsOf(project.root))[0]?.record.samples.size ?? 0,
    isGood: (count) => count >= answered,
  });
}

describe("a run", () => {
  afterEach(closeEverything);

  it("that is cancelled keeps what was answered, and Resume asks only for the rest", async () => {
    await using project = await openSums("cancelled", 20);
    using _ = await converse(willing);
    await startStuck(project, 5);
    await command("touchstone.cancelRun");
    const cancelled = await endedRun(project.root);
    const kept = answeredRows(project);
    project.server.respond(addingModel());
    const before = project.server.requests.length;
    await command("touchstone.resumeRun", { subject: subjectOf(project, cancelled.runId) });
    const resumed = await endedRun(project.root);
    const asked = project.server.requests.slice(before).map(rowNumber);
    assert.deepEqual([cancelled.status, kept.length, resumed.runId, resumed.status], ["cancelled", 5, cancelled.runId, "done"]);
    assert.deepEqual([asked.length, asked.filter((row) => kept.includes(row))], [15, []]);
  });

  it("ends as it began when its template is deleted meanwhile", async () => {
    await using project = await openSums("deleted");
    using conversation = await converse(willing);
    const text = await readFile(project.uri(template).fsPath, "utf8");
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => void (release = resolve));
    project.server.respond(async (request, nth) => {
      await gate;
      return addingModel()(request, nth);
    });
    await command("touchstone.runExperiment", project.uri(experiment));
    await rm(project.uri(template).fsPath);
    release();
    const run = await endedRun(project.root);
    assert.deepEqual([run.status, run.record.samples.size, await pinnedText(project.root, run, template)], ["done", 10, text]);
    assert.deepEqual(
      conversation.heard.filter(({ kind }) => kind === "error"),
      [],
    );
  });

  it("that can no longer reach its server stops, and finishes when the server is back", async () => {
    await using project = await openSums("unreachable");
    using _ = await converse(willing);
    await project.server.close();
    await command("touchstone.runExperiment", project.uri(experiment));
    const stopped = await endedRun(project.root);
    await using server = await startProviderServer({ port: Number(new URL(project.server.url).port), handler: addingModel() });
    await command("touchstone.resumeRun", { subject: subjectOf(project, stopped.runId) });
    const finished = await until("the end of the run", {
      read: async () => (await runsOf(project.root))[0]?.status,
      isGood: (status) => status === "done",
    });
    assert.deepEqual(
      [stopped.status, stopped.record.stopCause, finished, server.requests.length],
      ["incomplete", "unreachable", "done", 10],
    );
  });
});

describe("a run that cannot begin", () => {
  afterEach(closeEverything);

  it("because its folder cannot be written says so once, with a next action, and touches nothing", async () => {
    await using project = await openSums("read-only");
    // Where the folder of the runs would be made stands a file, which stops even the administrator.
    await writeFile(path.join(project.root, ".touchstone"), "mine");
    using conversation = await converse(willing);
    await command("touchstone.runExperiment", project.uri(experiment));
    const errors = conversation.heard.filter(({ kind }) => kind === "error");
    const [said] = errors;
    assert.deepEqual([errors.length, said !== undefined && "buttons" in said ? said.buttons.length : 0], [1, 1]);
    assert.match(
      said !== undefined && "text" in said ? said.text : "",
      /^The folder read-only cannot be written to.* Nothing has been sent\. Check its permissions/,
    );
    assert.deepEqual([await readFile(path.join(project.root, ".touchstone"), "utf8"), project.server.requests.length], ["mine", 0]);
  });

  it("because its experiment is broken names the file and the line, and opens it there", async () => {
    await using project = await openSums("broken");
    await project.write({ [experiment]: (await readFile(project.uri(experiment).fsPath, "utf8")).replace("ask.prompt", "asc.prompt") });
    using conversation = await converse((heard) => ("buttons" in heard && heard.buttons.includes("Open File") ? "Open File" : null));
    await command("touchstone.runExperiment", project.uri(experiment));
    const [said, ...others] = conversation.heard;
    assert.deepEqual([said?.kind, others, await runsOf(project.root)], ["error", [], []]);
    assert.match(
      said !== undefined && "text" in said ? said.text : "",
      /^sums\.experiment\.yaml:2: .*asc\.prompt.*Did you mean "ask\.prompt"\?$/,
    );
    const editor = await until("the file", { read: () => vscode.window.activeTextEditor, isGood: (found) => found !== undefined });
    assert.deepEqual([editor?.document.uri.path, editor?.selection.active.line], [project.uri(experiment).path, 1]);
  });
});

function answeredRows({ server }: SumsProject): number[] {
  return server.requests.filter(({ outcome }) => outcome === "answered").map(rowNumber);
}

function subjectOf({ root }: SumsProject, runId: string): object {
  return { project: { root, name: path.basename(root), uri: vscode.Uri.file(root) }, path: experiment, variant: null, runId };
}

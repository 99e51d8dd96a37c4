/** Running the example by command: no question, a run on disk, the panel beside; sample rows with their price; export. */
import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { converse } from "../inside/conversation.ts";
import { endedRun, runsOf } from "../inside/runs.ts";
import { closeEverything, command, resultsTabs, workspaceFolder } from "../inside/touchstone.ts";
import { until } from "../inside/until.ts";

const inFolder = (file: string): vscode.Uri => vscode.Uri.file(path.join(workspaceFolder(), file));
const experiment = "experiments/tone.experiment.yaml";

describe("Run Experiment on the example", () => {
  before(async () => {
    await rm(path.join(workspaceFolder(), ".touchstone"), { recursive: true, force: true });
    await vscode.window.showTextDocument(inFolder("templates/reply.prompt"));
  });
  after(closeEverything);

  it("runs the only experiment that names the open template to its end, and asks nothing", async () => {
    using conversation = await converse();
    await command("touchstone.runExperiment");
    const { manifest, status, record } = await endedRun(workspaceFolder());
    assert.deepEqual(
      [status, manifest.experiment.path, manifest.variants.map(({ id }) => id), record.samples.size, conversation.heard],
      ["done", experiment, ["baseline", "short"], 160, []],
    );
  });

  it("shows the results beside the template, which keeps the focus", async () => {
    const tabs = await until("the title of the panel", {
      read: resultsTabs,
      isGood: ([tab]) => tab?.label.includes("Shorter tone") === true,
    });
    assert.deepEqual(
      [tabs.map(({ label, column }) => [label, column]), vscode.window.tabGroups.activeTabGroup.viewColumn],
      [[["Results: Shorter tone", vscode.ViewColumn.Two]], vscode.ViewColumn.One],
    );
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, inFolder("templates/reply.prompt").path);
  });

  it("keeps one panel, whatever is opened", async () => {
    await command("touchstone.openResults", inFolder(experiment));
    assert.equal(resultsTabs().length, 1);
  });

  it("exports the run to the file that is chosen", async () => {
    const [run] = await runsOf(workspaceFolder());
    const target = path.join(workspaceFolder(), "out.csv");
    using conversation = await converse((heard) => {
      if (heard.kind === "list") return heard.choices.find((choice) => choice.startsWith("CSV")) ?? null;
      return heard.kind === "save" ? target : null;
    });
    await command("touchstone.exportRun", subject({ path: experiment, runId: run?.runId ?? "" }));
    const lines = (await readFile(target, "utf8")).trim().split("\n");
    await rm(target);
    assert.deepEqual(conversation.heard.at(-1), { kind: "info", text: "The run is exported.", detail: "", buttons: ["Open File"] });
    assert.ok(lines.length > 160, `${lines.length} lines`);
  });
});

describe("Run on Sample Rows", () => {
  after(closeEverything);

  it("says what it costs, and runs nothing when the answer is no", async () => {
    const before = await runsOf(workspaceFolder());
    using conversation = await converse();
    await command("touchstone.runSampleRows", inFolder(experiment));
    const [question] = conversation.heard;
    assert.deepEqual([question?.kind, "buttons" in question! ? question.buttons : []], ["info", ["Run"]]);
    assert.match("detail" in question! ? question.detail : "", /^25 rows.*50 samples[^]*Estimated at most \$0/);
    assert.equal((await runsOf(workspaceFolder())).length, before.length);
  });

  it("runs 25 rows when the answer is yes", async () => {
    const before = await runsOf(workspaceFolder());
    using _ = await converse(() => "Run");
    await command("touchstone.runSampleRows", inFolder(experiment));
    const { status, record, manifest } = await endedRun(workspaceFolder());
    assert.deepEqual(
      [(await runsOf(workspaceFolder())).length - before.length, status, record.samples.size, manifest.isPartial],
      [1, "done", 50, true],
    );
  });
});

describe("Noise Check", () => {
  after(closeEverything);

  it("runs the baseline of the experiment against itself, and shows that run", async () => {
    using conversation = await converse();
    await command("touchstone.noiseCheck", inFolder(experiment));
    const { manifest, status, record } = await endedRun(workspaceFolder());
    assert.deepEqual(
      [status, manifest.purpose, manifest.variants.map(({ id }) => id), record.samples.size, conversation.heard],
      ["done", "aa", ["baseline", "baseline-again"], 160, []],
    );
    assert.equal(resultsTabs().length, 1);
  });
});

function subject(about: { readonly path: string; readonly runId: string }): object {
  const project = { root: workspaceFolder(), name: path.basename(workspaceFolder()), uri: vscode.Uri.file(workspaceFolder()) };
  return { subject: { project, variant: null, ...about } };
}

/** The way from nothing to a run: the sample project is created where one stands, and runs. */
import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { converse } from "../inside/conversation.ts";
import { endedRun } from "../inside/runs.ts";
import { closeEverything, command, workspaceFolder } from "../inside/touchstone.ts";

describe("the sample project", () => {
  after(closeEverything);

  it("is created in the empty folder and opened", async () => {
    using _ = await converse((heard) => (heard.kind === "list" ? "In this folder · empty" : null));
    await command("touchstone.createSampleProject");
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, path.join(workspaceFolder(), "experiments/tone.experiment.yaml"));
  });

  it("runs, with nothing to be asked", async () => {
    using conversation = await converse();
    await command("touchstone.runExperiment");
    const { status, record } = await endedRun(workspaceFolder());
    assert.deepEqual([status, record.samples.size, conversation.heard], ["done", 160, []]);
  });
});

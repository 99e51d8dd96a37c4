/** Two folders with the same experiment: a command acts on the project of the active file, else it asks, and says which is which. */
import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { converse } from "../inside/conversation.ts";
import { findings, hasCode } from "../inside/findings.ts";
import { endedRun, runsOf } from "../inside/runs.ts";
import { closeEverything, command, resultsTabs } from "../inside/touchstone.ts";
import { until } from "../inside/until.ts";

const [first, second] = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath) as [string, string];
const choiceOf = (project: string): string => `$(beaker) Shorter tone · ${project} · experiments/tone.experiment.yaml`;

async function runCounts(): Promise<number[]> {
  return [(await runsOf(first)).length, (await runsOf(second)).length];
}

describe("in a window with two folders", () => {
  afterEach(closeEverything);

  it("Run Experiment asks which one when no file is open, and runs nothing when nothing is picked", async () => {
    using conversation = await converse();
    await command("touchstone.runExperiment");
    const choices = [choiceOf("second"), choiceOf("support-replies")];
    assert.deepEqual([conversation.heard, await runCounts()], [[{ kind: "list", text: "Run Experiment", choices }], [0, 0]]);
  });

  it("Run Experiment runs the one that is picked", async () => {
    using _ = await converse(() => choiceOf("second"));
    await command("touchstone.runExperiment");
    const { status } = await endedRun(second);
    assert.deepEqual([status, await runCounts()], ["done", [0, 1]]);
  });

  it("Run Experiment takes the project of the active file without asking", async () => {
    await vscode.window.showTextDocument(vscode.Uri.file(path.join(first, "templates/reply-short.prompt")));
    using conversation = await converse();
    await command("touchstone.runExperiment");
    const { status } = await endedRun(first);
    assert.deepEqual([status, conversation.heard, await runCounts()], ["done", [], [1, 1]]);
  });

  it("Open Results to the Side offers the runs of both", async () => {
    using conversation = await converse((heard) => (heard.kind === "list" ? (heard.choices[0] ?? null) : null));
    await command("touchstone.openResults");
    const [question] = conversation.heard;
    assert.equal(question?.kind === "list" && question.choices.length, 2);
    const tabs = await until("the panel", { read: resultsTabs, isGood: ([tab]) => tab?.label === "Results: Shorter tone" });
    assert.equal(tabs.length, 1);
  });

  it("a new file asks for its project", async () => {
    using conversation = await converse();
    await command("touchstone.newTemplate");
    assert.deepEqual(conversation.heard, [
      { kind: "list", text: "Which project?", choices: [`second · ${second}`, `support-replies · ${first}`] },
    ]);
  });

  it("what is wrong is underlined in the folder where it stands, and not in the other", async () => {
    const [broken, right] = [second, first].map((folder) => vscode.Uri.file(path.join(folder, "templates/reply.prompt"))) as [
      vscode.Uri,
      vscode.Uri,
    ];
    const { document, edit } = await vscode.window.showTextDocument(broken);
    await edit((change) => change.insert(document.positionAt(document.getText().length), "{{custmer_name}}"));
    const found = await findings(broken, hasCode("template/unknown-placeholder"));
    assert.deepEqual([found.length, vscode.languages.getDiagnostics(right)], [1, []]);
  });
});

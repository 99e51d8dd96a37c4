/** Check Against… gates the files as they are on the screen against a commit, says the verdict, and shows the comment that CI would post. */
import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { converse } from "../inside/conversation.ts";
import { endedRun, runsOf } from "../inside/runs.ts";
import { closeEverything, command, resultsTabs, workspaceFolder } from "../inside/touchstone.ts";
import { until } from "../inside/until.ts";

const inFolder = (file: string): vscode.Uri => vscode.Uri.file(path.join(workspaceFolder(), file));
const experiment = inFolder("experiments/tone.experiment.yaml");

describe("Check Against…", () => {
  afterEach(closeEverything);

  it("runs the gate against the commit, says its verdict, and shows the comment when it is asked for", async () => {
    const editor = await vscode.window.showTextDocument(inFolder("templates/reply.prompt"));
    const topic = "Topic: {{topic}}";
    const at = editor.document.getText().indexOf(topic);
    assert.notEqual(at, -1);
    const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + topic.length));
    await editor.edit((edit) => edit.replace(range, ""));
    using conversation = await converse((heard) => ("buttons" in heard ? (heard.buttons[0] ?? null) : null));

    await command("touchstone.checkAgainst", experiment, "HEAD");
    const { manifest, status } = await endedRun(workspaceFolder());
    assert.deepEqual([status, manifest.variants.map(({ id }) => id), manifest.against?.ref], ["done", ["base", "head"], "HEAD"]);
    await until("the verdict", { read: () => conversation.heard, isGood: (heard) => heard.length > 0 });
    const text = "Shorter tone: Gate failed: 1 of 1 rule does not hold.";
    assert.deepEqual(conversation.heard, [{ kind: "warning", text, detail: "", buttons: ["Show Comment"] }]);
    assert.deepEqual([editor.document.isDirty, resultsTabs().length], [true, 1]);

    const comment = await until("the comment", {
      read: () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "touchstone-run" && uri.path.endsWith(".comment.md")),
      isGood: (document) => document !== undefined,
    });
    assert.match(comment?.getText() ?? "", /^<!-- touchstone:experiments\/tone\.experiment\.yaml -->\n## .* Gate failed: Shorter tone\n/);
    const previews = await until("the preview of the comment", {
      read: () =>
        vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)).filter((label) => /comment\.md/.test(label)),
      isGood: (labels) => labels.length > 0,
    });
    assert.match(previews[0] ?? "", /^Preview /);
  });

  it("offers commits, takes a name that is typed, and says when there is none of that name", async () => {
    const before = await runsOf(workspaceFolder());
    const other = "Another Branch, Tag or Commit…";
    using conversation = await converse((heard) => (heard.kind === "list" ? other : heard.kind === "box" ? "no-such-branch" : null));
    await command("touchstone.checkAgainst", experiment);
    const [list, box, error] = conversation.heard;
    const choices = list?.kind === "list" ? list.choices : [];
    assert.deepEqual([choices.includes("HEAD · the last commit"), choices.at(-1), box?.kind], [true, other, "box"]);
    assert.match(error !== undefined && "text" in error ? error.text : "", /There is no commit "no-such-branch" in this repository\./);
    assert.equal((await runsOf(workspaceFolder())).length, before.length);
  });
});

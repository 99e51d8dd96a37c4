/** Run Template Against HEAD takes the text of the editor, saved or not, and says when there is nothing to compare. */
import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { converse } from "../inside/conversation.ts";
import { endedRun, pinnedText, runsOf } from "../inside/runs.ts";
import { closeEverything, command, workspaceFolder } from "../inside/touchstone.ts";

const template = "templates/reply-short.prompt";

describe("Run Template Against HEAD", () => {
  afterEach(closeEverything);

  it("compares the unsaved text of the editor with the committed one", async () => {
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path.join(workspaceFolder(), template)));
    const committed = editor.document.getText();
    const end = editor.document.positionAt(committed.length);
    await editor.edit((edit) => edit.insert(end, "\nAnswer today.\n"));
    using conversation = await converse();
    await command("touchstone.runTemplate");
    const run = await endedRun(workspaceFolder());
    assert.deepEqual(
      [run.status, run.manifest.variants.map(({ id }) => id), conversation.heard, editor.document.isDirty],
      ["done", ["baseline", "working-copy"], [], true],
    );
    assert.equal(await pinnedText(workspaceFolder(), run, template), `${committed}\nAnswer today.\n`);
  });

  it("says that there is nothing to compare, and runs nothing", async () => {
    const before = await runsOf(workspaceFolder());
    await vscode.window.showTextDocument(vscode.Uri.file(path.join(workspaceFolder(), template)));
    using conversation = await converse();
    await command("touchstone.runTemplate");
    const text = `${template}: ${template} reads as it does in HEAD: there is nothing to compare. Change a word first, or run its experiment.`;
    assert.deepEqual(conversation.heard, [{ kind: "error", text, detail: "", buttons: ["Open File"] }]);
    assert.equal((await runsOf(workspaceFolder())).length, before.length);
  });
});

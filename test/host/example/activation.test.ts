/** A folder with experiments wakes the extension, which then has all that its manifest promises. */
import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { manifestCommands, touchstone, workspaceFolder } from "../inside/touchstone.ts";
import { until } from "../inside/until.ts";

describe("a folder with an experiment", () => {
  it("wakes the extension by itself", async () => {
    const isActive = await until("activation", { read: () => touchstone().isActive, isGood: (active) => active });
    assert.equal(isActive, true);
  });

  it("has every command of the manifest", async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      manifestCommands().map((id) => [id, known.has(id)]),
      manifestCommands().map((id) => [id, true]),
    );
    assert.ok(manifestCommands().length > 10);
  });

  it("gives templates their language", async () => {
    const document = await vscode.workspace.openTextDocument(path.join(workspaceFolder(), "templates/reply.prompt"));
    assert.equal(document.languageId, "touchstone-prompt");
  });
});

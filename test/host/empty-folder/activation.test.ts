/** A folder without anything of ours leaves the extension asleep; a template from anywhere wakes it. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { closeEverything, touchstone } from "../inside/touchstone.ts";
import { until } from "../inside/until.ts";

describe("an empty folder", () => {
  after(closeEverything);

  it("wakes nobody", async () => {
    await vscode.workspace.openTextDocument({ language: "markdown", content: "# Nothing of ours" });
    assert.equal(touchstone().isActive, false);
  });

  it("lets a template that is opened from elsewhere wake the extension", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "touchstone-elsewhere-"));
    await writeFile(path.join(folder, "loose.prompt"), "Hello.\n");
    const { languageId } = await vscode.workspace.openTextDocument(path.join(folder, "loose.prompt"));
    await until("activation", { read: () => touchstone().isActive, isGood: (isActive) => isActive });
    await rm(folder, { recursive: true });
    assert.equal(languageId, "touchstone-prompt");
  });
});

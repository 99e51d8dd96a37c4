/** What is wrong is underlined while it is typed, in every kind of file, and mended by a quick fix. */
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { areNone, findings, hasCode } from "../inside/findings.ts";
import { closeEverything, workspaceFolder } from "../inside/touchstone.ts";

const misspelt = "{{custmer_name}}";

const templateUri = (): vscode.Uri => vscode.Uri.file(path.join(workspaceFolder(), "templates/reply.prompt"));

async function openTemplate(): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(templateUri());
}

/** Types over the first place that reads `wanted`; nothing is saved. */
async function replaceText(editor: vscode.TextEditor, wanted: string, text: string): Promise<vscode.Range> {
  const { document } = editor;
  const start = document.getText().indexOf(wanted);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + wanted.length));
  await editor.edit((edit) => edit.replace(range, text));
  return new vscode.Range(range.start, range.start.translate(0, text.length));
}

describe("a misspelt placeholder", () => {
  afterEach(async () => {
    await closeEverything();
    // What one test has underlined must not be taken for what the next one has typed.
    await findings(templateUri(), areNone);
  });

  it("is underlined as soon as it is typed, saved or not", async () => {
    const editor = await openTemplate();
    const typed = await replaceText(editor, "{{customer_name}}", misspelt);
    const found = await findings(editor.document.uri, hasCode("template/unknown-placeholder"));
    const [finding] = found.filter(({ code }) => code === "template/unknown-placeholder");
    assert.deepEqual(
      [finding?.severity, finding?.range.start.line, editor.document.getText(finding?.range), editor.document.isDirty],
      [vscode.DiagnosticSeverity.Error, typed.start.line, "custmer_name", true],
    );
    assert.match(finding?.message ?? "", /customer_name/);
  });

  it("is mended by the quick fix that it offers", async () => {
    const editor = await openTemplate();
    const { document } = editor;
    const before = document.getText();
    const range = await replaceText(editor, "{{customer_name}}", misspelt);
    await findings(document.uri, hasCode("template/unknown-placeholder"));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, range);
    const [fix] = actions.filter(({ kind, edit }) => kind?.contains(vscode.CodeActionKind.QuickFix) === true && edit !== undefined);
    assert.match(fix?.title ?? "", /customer_name/);
    await vscode.workspace.applyEdit(fix?.edit ?? new vscode.WorkspaceEdit());
    await findings(document.uri, areNone);
    assert.equal(document.getText(), before);
  });

  it("is forgotten when what was typed is thrown away", async () => {
    const editor = await openTemplate();
    const { uri } = editor.document;
    await replaceText(editor, "{{customer_name}}", misspelt);
    await findings(uri, hasCode("template/unknown-placeholder"));
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    assert.deepEqual(await findings(uri, areNone), []);
  });
});

const brokenFiles = {
  "collections/broken.collection.yaml": "data: nowhere.csv\n",
  "models/broken.model.yaml": "provider: nobody\nmodel: m\n",
  "criteria/broken.criteria.yaml": "criteria:\n  - {id: a, check: nothing}\n",
  "experiments/broken.experiment.yaml": "collection: ../collections/tickets.csv\ntemplate: ../templates/gone.prompt\n",
  "templates/broken.prompt": "{{#if topic}}\nnever closed\n",
} as const;

describe("a file that some program writes", () => {
  for (const [file, text] of Object.entries(brokenFiles)) {
    it(`is checked when it appears, and forgotten when it is gone: ${file}`, async () => {
      const target = path.join(workspaceFolder(), file);
      const uri = vscode.Uri.file(target);
      await writeFile(target, text);
      const found = await findings(uri, (all) => all.length > 0);
      await rm(target);
      assert.deepEqual([found[0]?.severity, await findings(uri, areNone)], [vscode.DiagnosticSeverity.Error, []]);
    });
  }

  it("makes another file right that named it", async () => {
    const [wanting, wanted] = ["templates/wanting.prompt", "templates/_wanted.prompt"].map((file) => path.join(workspaceFolder(), file));
    await writeFile(wanting!, "{{> wanted}}\n");
    const before = await findings(vscode.Uri.file(wanting!), (all) => all.length > 0);
    await writeFile(wanted!, "Here it is.\n");
    const after = await findings(vscode.Uri.file(wanting!), areNone);
    await rm(wanting!);
    await rm(wanted!);
    assert.deepEqual([before.length, after.length], [1, 0]);
  });
});

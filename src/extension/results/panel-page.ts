// The page of the results panel: our bundle, our styles, and a policy under which nothing else can be loaded or run (rule S8).
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The folders of the extension that the page may read. */
export function pageFolders(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, "dist", "webview")];
}

/** The template's placeholders are the only things that differ between two pages. */
export async function renderPage(extension: vscode.Uri, webview: vscode.Webview): Promise<string> {
  const template = new TextDecoder().decode(
    await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "dist", "webview", "index.html")),
  );
  const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", "webview", name)).toString();
  const values: Readonly<Record<string, string>> = {
    nonce: randomBytes(16).toString("base64url"),
    cspSource: webview.cspSource,
    script: asset("main.js"),
    style: asset("page.css"),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

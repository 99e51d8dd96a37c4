// The extension's two ends: everything is put together in compose.ts, and nothing happens here.
import type * as vscode from "vscode";
import { compose, type Touchstone } from "./compose.ts";

let touchstone: Touchstone | null = null;

export function activate(context: vscode.ExtensionContext): void {
  touchstone = compose(context);
  context.subscriptions.push(touchstone);
}

/** Runs of this window are stopped so that they can be resumed; what has been answered is on disk already. */
export async function deactivate(): Promise<void> {
  await touchstone?.stopRuns();
  touchstone = null;
}

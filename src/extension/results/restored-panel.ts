// The panel that was on the screen before a reload: the editor brings it back a moment after the start, and until then nobody sees its run.
import * as vscode from "vscode";
import { viewIds } from "../manifest.ts";

export interface RestoredPanel {
  /** Resolves when the panel is back; at once when none is expected. */
  readonly promise: Promise<void>;
  /** The panel is back, or will not come. */
  settle(): void;
}

export function awaitRestoredPanel(): RestoredPanel {
  let settle = (): void => undefined;
  const promise = new Promise<void>((resolve) => void (settle = resolve));
  const onTop = vscode.window.tabGroups.all.flatMap(({ activeTab }) => activeTab ?? []);
  // The editor puts words of its own before our id.
  const isExpected = onTop.some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewIds.results));
  if (!isExpected) settle();
  return { promise, settle: () => settle() };
}

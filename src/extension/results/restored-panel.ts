// The panel that was on the screen before a reload: the editor brings it back a moment after the start, and until then nobody sees its run.
import * as vscode from "vscode";
import { viewIds } from "../manifest.ts";

export interface RestoredPanel extends vscode.Disposable {
  /** Resolves when the panel is back or will not come; at once when none is expected. */
  readonly promise: Promise<void>;
  /** The panel is back, or will not come. */
  settle(): void;
}

/** A panel that has not come by then does not keep its run a secret. */
const patienceMs = 5000;

export function awaitRestoredPanel(): RestoredPanel {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => void (resolve = done));
  const timer = setTimeout(() => resolve(), patienceMs);
  const settle = (): void => {
    clearTimeout(timer);
    resolve();
  };
  const onTop = vscode.window.tabGroups.all.flatMap(({ activeTab }) => activeTab ?? []);
  // The editor puts words of its own before our id.
  const isExpected = onTop.some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewIds.results));
  if (!isExpected) settle();
  return { promise, settle, dispose: () => clearTimeout(timer) };
}

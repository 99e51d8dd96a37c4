/** What is underlined, waited for by the editor's own event. */
import * as vscode from "vscode";

const patienceMs = 15_000;

/** Our diagnostics of a file, as soon as they are as wished. */
export async function findings(
  uri: vscode.Uri,
  isGood: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const read = (): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Touchstone");
  const changed = Promise.withResolvers<void>();
  const listening = vscode.languages.onDidChangeDiagnostics(() => isGood(read()) && changed.resolve());
  const timer = setTimeout(
    () => changed.reject(new Error(`Waited in vain for other findings of ${uri.path} than ${JSON.stringify(read())}`)),
    patienceMs,
  );
  try {
    if (!isGood(read())) await changed.promise;
    return read();
  } finally {
    clearTimeout(timer);
    listening.dispose();
  }
}

/** At least one of them has this code. */
export function hasCode(code: string): (found: readonly vscode.Diagnostic[]) => boolean {
  return (found) => found.some((diagnostic) => diagnostic.code === code);
}

export function areNone(found: readonly vscode.Diagnostic[]): boolean {
  return found.length === 0;
}

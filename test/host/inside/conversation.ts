/**
 * What the extension says and asks, heard at the editor's API, and a person who answers. The editor gives tests no other ear for its
 * messages, and shows none while it is automated; lists and boxes that the extension makes itself are really shown and really closed.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import { touchstone } from "./touchstone.ts";

/** Something said or asked. */
export type Heard =
  | { readonly kind: Severity; readonly text: string; readonly detail: string; readonly buttons: readonly string[] }
  | { readonly kind: "list"; readonly text: string; readonly choices: readonly string[] }
  | { readonly kind: "box"; readonly text: string; readonly isSecret: boolean }
  /** A list or a box of a series of questions. */
  | { readonly kind: "step"; readonly text: string }
  | { readonly kind: "open" }
  | { readonly kind: "save"; readonly proposed: string };

type Severity = "info" | "warning" | "error";

/** A button, a choice with its description, a text, or the path of a file; null dismisses it. */
export type Answers = (heard: Heard) => string | null;

export interface Conversation extends Disposable {
  readonly heard: readonly Heard[];
}

const ways = [
  ...(["showInformationMessage", "showWarningMessage", "showErrorMessage", "showQuickPick", "showInputBox"] as const),
  ...(["showOpenDialog", "showSaveDialog", "createQuickPick", "createInputBox"] as const),
];
let originals: Pick<typeof vscode.window, (typeof ways)[number]> | null = null;

/** Listens until it is disposed of, and answers; without answers everything is dismissed. */
export async function converse(answers: Answers = () => null): Promise<Conversation> {
  const file = path.join(touchstone().extensionPath, "test/host/inside/api.mjs");
  const { window } = (await import(pathToFileURL(file).href)) as { window: typeof vscode.window };
  originals ??= Object.fromEntries(ways.map((way) => [way, window[way]])) as unknown as NonNullable<typeof originals>;
  const { createQuickPick, createInputBox } = originals;
  const heard: Heard[] = [];
  const hear = (something: Heard): string | undefined => {
    heard.push(something);
    return answers(something) ?? undefined;
  };
  const message =
    (kind: Severity) =>
    async (text: string, ...rest: readonly (string | vscode.MessageOptions)[]): Promise<string | undefined> => {
      const [options] = rest.filter((word) => typeof word === "object");
      return hear({ kind, text, detail: options?.detail ?? "", buttons: rest.filter((word) => typeof word === "string") });
    };
  Object.assign(window, {
    showInformationMessage: message("info"),
    showWarningMessage: message("warning"),
    showErrorMessage: message("error"),
    async showQuickPick(choices: readonly (string | vscode.QuickPickItem)[], options: vscode.QuickPickOptions = {}) {
      const answer = hear({ kind: "list", text: options.title ?? options.placeHolder ?? "", choices: choices.map(line) });
      return choices.find((choice) => line(choice) === answer);
    },
    showInputBox: async ({ title = "", password = false }: vscode.InputBoxOptions = {}) =>
      hear({ kind: "box", text: title, isSecret: password }),
    async showOpenDialog() {
      const chosen = hear({ kind: "open" });
      return chosen === undefined ? undefined : [vscode.Uri.file(chosen)];
    },
    async showSaveDialog({ defaultUri }: vscode.SaveDialogOptions = {}) {
      const chosen = hear({ kind: "save", proposed: defaultUri?.path.split("/").at(-1) ?? "" });
      return chosen === undefined ? undefined : vscode.Uri.file(chosen);
    },
    createQuickPick: () => closing(createQuickPick(), hear),
    createInputBox: () => closing(createInputBox(), hear),
  });
  return { heard, [Symbol.dispose]: () => void Object.assign(window, originals) };
}

/** A choice as it reads in a list. */
function line(choice: string | vscode.QuickPickItem): string {
  if (typeof choice === "string") return choice;
  return [choice.label, choice.description ?? ""].filter((part) => part !== "").join(" · ");
}

/** The same list or box, which is closed by the key for that as soon as it is shown. */
function closing<Input extends vscode.QuickInput>(input: Input, hear: (something: Heard) => unknown): Input {
  const show = input.show.bind(input);
  input.show = () => {
    show();
    hear({ kind: "step", text: input.title ?? "" });
    void vscode.commands.executeCommand("workbench.action.closeQuickOpen");
  };
  return input;
}

/**
 * What the extension says and asks, heard at the editor's API, and a person who answers. The editor gives tests no other ear for its
 * messages, and shows none while it is automated; lists and boxes that the extension makes itself are really shown and really closed.
 */
import * as vscode from "vscode";

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

const {
  showInformationMessage,
  showWarningMessage,
  showErrorMessage,
  showQuickPick,
  showInputBox,
  showOpenDialog,
  showSaveDialog,
  createQuickPick,
  createInputBox,
} = vscode.window;
const asked = { showInformationMessage, showWarningMessage, showErrorMessage, showQuickPick, showInputBox };
const originals = { ...asked, showOpenDialog, showSaveDialog, createQuickPick, createInputBox };

/** Listens until it is disposed of, and answers; without answers everything is dismissed. */
export function converse(answers: Answers = () => null): Conversation {
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
  Object.assign(vscode.window, {
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
      const path = hear({ kind: "open" });
      return path === undefined ? undefined : [vscode.Uri.file(path)];
    },
    async showSaveDialog({ defaultUri }: vscode.SaveDialogOptions = {}) {
      const path = hear({ kind: "save", proposed: defaultUri?.path.split("/").at(-1) ?? "" });
      return path === undefined ? undefined : vscode.Uri.file(path);
    },
    createQuickPick: () => closing(createQuickPick(), hear),
    createInputBox: () => closing(createInputBox(), hear),
  });
  return { heard, [Symbol.dispose]: () => void Object.assign(vscode.window, originals) };
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

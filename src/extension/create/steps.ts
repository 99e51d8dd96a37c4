// Questions one after another, with a counter and a way back; nothing is written before the last one is answered.
import * as vscode from "vscode";
import { escapeLine } from "../../core/report/escape.ts";

/** What has been answered so far, with one more answer; or the way back, or out. */
export type Answer<State> =
  { readonly kind: "answered"; readonly state: State } | { readonly kind: "back" } | { readonly kind: "cancelled" };

export interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

export type Step<State> = (state: State, place: StepPlace) => Promise<Answer<State>>;

/** Asks until all is answered; null when the person thought better of it. */
export async function askSteps<State>(title: string, start: State, steps: readonly Step<State>[]): Promise<State | null> {
  const states: State[] = [start];
  for (;;) {
    const state = states.at(-1);
    const step = steps[states.length - 1];
    if (state === undefined) return null;
    if (step === undefined) return state;
    const answer = await step(state, { title, step: states.length, totalSteps: steps.length });
    if (answer.kind === "cancelled") return null;
    if (answer.kind === "back") states.pop();
    else states.push(answer.state);
  }
}

export interface Choice<Value> {
  readonly label: string;
  readonly description?: string;
  readonly icon?: string;
  readonly value: Value;
  /** Why it cannot be chosen; null when it can. */
  readonly refusal?: string | null;
}

export type Choices<Value> = readonly (Choice<Value> | { readonly separator: string })[];

interface ChoiceItem<Value> extends vscode.QuickPickItem {
  readonly choice: Choice<Value> | null;
}

/** One of a list. What cannot be chosen stands below the rest with its reason, which is said again when it is chosen all the same. */
export function askChoice<Value, State>(
  place: StepPlace,
  question: string,
  { choices, fold }: { readonly choices: Choices<Value>; readonly fold: (value: Value) => State },
): Promise<Answer<State>> {
  const pick = vscode.window.createQuickPick<ChoiceItem<Value>>();
  Object.assign(pick, place, { placeholder: question, ignoreFocusOut: true, matchOnDescription: true });
  pick.items = toItems(choices);
  const accept = (): Answer<State> | null => {
    const chosen = pick.selectedItems[0]?.choice ?? null;
    if (chosen === null) return null;
    const refusal = chosen.refusal ?? null;
    if (refusal === null) return { kind: "answered", state: fold(chosen.value) };
    pick.value = "";
    pick.placeholder = refusal;
    return null;
  };
  return ask(pick, place, async () => accept());
}

function toItems<Value>(choices: Choices<Value>): ChoiceItem<Value>[] {
  const possible = choices.filter((choice) => "separator" in choice || (choice.refusal ?? null) === null);
  const refused = choices.filter((choice): choice is Choice<Value> => "value" in choice && (choice.refusal ?? null) !== null);
  const heading = refused.length === 0 ? [] : [{ separator: vscode.l10n.t("Do not fit") }];
  return [...possible, ...heading, ...refused].map((choice) => {
    if ("separator" in choice) return { label: choice.separator, kind: vscode.QuickPickItemKind.Separator, choice: null };
    const { label, description, icon, refusal } = choice;
    const iconPath = new vscode.ThemeIcon((refusal ?? null) === null ? (icon ?? "blank") : "circle-slash");
    return { label: plain(label), description: plain(refusal ?? description ?? ""), iconPath, choice };
  });
}

/** A file's name is not a place to draw icons from. */
function plain(text: string): string {
  return escapeLine(text).replaceAll("$(", "$\u200b(");
}

export interface TextQuestion<State> {
  readonly prompt: string;
  readonly value: string;
  /** What is wrong with it, in words; null when nothing is. */
  check(text: string): Promise<string | null>;
  fold(text: string): State;
}

export function askText<State>(place: StepPlace, { prompt, value, check, fold }: TextQuestion<State>): Promise<Answer<State>> {
  const input = vscode.window.createInputBox();
  Object.assign(input, place, { prompt, value, ignoreFocusOut: true });
  const show = (problem: string | null): void => void (input.validationMessage = problem ?? undefined);
  const listening = input.onDidChangeValue(async (text) => {
    const problem = await check(text.trim());
    if (input.value === text) show(problem);
  });
  const accept = async (): Promise<Answer<State> | null> => {
    const text = input.value.trim();
    const problem = await check(text);
    show(problem);
    return problem === null ? { kind: "answered", state: fold(text) } : null;
  };
  return ask(input, place, accept).finally(() => {
    listening.dispose();
  });
}

/** What lists and boxes have in common. */
interface AnyInput extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidAccept: vscode.Event<void>;
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

function ask<State>(input: AnyInput, { step }: StepPlace, accept: () => Promise<Answer<State> | null>): Promise<Answer<State>> {
  input.buttons = step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve, reject) => {
    const listening = vscode.Disposable.from(
      input.onDidAccept(() => {
        accept().then((answer) => answer !== null && end(answer), reject);
      }),
      input.onDidTriggerButton(() => end({ kind: "back" })),
      input.onDidHide(() => end({ kind: "cancelled" })),
    );
    const end = (answer: Answer<State>): void => {
      resolve(answer);
      listening.dispose();
      input.dispose();
    };
    input.show();
  });
}

// What goes to a background thread and what comes from it, and how an error crosses between the two.
import { isTouchstoneError, TouchstoneError } from "../../core/base/errors.ts";
import type { Notice, ProjectQuestions, Questions, ThreadFailure } from "./contract.ts";

/** What goes to a thread. */
export interface ThreadQuestion {
  readonly id: number;
  readonly kind: keyof Questions;
  readonly ask: unknown;
}

/** What comes from a thread. */
export type ThreadMessage =
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly failure: ThreadFailure }
  | { readonly kind: "notice"; readonly notice: Notice };

/** One handler for each question of a group. */
export type Answers<Asked extends { readonly [Kind in keyof Asked]: { readonly ask: unknown; readonly answer: unknown } }> = {
  readonly [Kind in keyof Asked]: (ask: Asked[Kind]["ask"]) => Promise<Asked[Kind]["answer"]>;
};

/** True for what the thread that reads projects answers; the other thread answers the rest. */
export function isProjectQuestion(kind: keyof Questions): kind is keyof ProjectQuestions {
  return kind.startsWith("project/");
}

export function describeFailure(error: unknown): ThreadFailure {
  const { message, stack = null } = error instanceof Error ? error : new Error(String(error));
  return isTouchstoneError(error)
    ? { code: error.code, message, hint: error.hint, place: error.place, stack }
    : { code: null, message, hint: null, place: {}, stack };
}

/** The error that a thread told of: one of ours again when it has a code. */
export function reviveFailure({ code, message, hint, place, stack }: ThreadFailure): Error {
  if (code !== null) return new TouchstoneError(code, message, { ...place, ...(hint === null ? {} : { hint }) });
  const error = new Error(message);
  if (stack !== null) error.stack = stack;
  return error;
}

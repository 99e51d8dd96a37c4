// Runs a method as a test writes it down, and tells what it was refused with.
import { isTouchstoneError } from "../../../../src/core/base/errors.ts";
import { findMethod, runMethod, type MethodResult } from "../../../../src/core/stats/methods/run-method.ts";
import { readReference } from "../reference-values.ts";

export type Input = Readonly<Record<string, unknown>>;

/** The result of a method on the text of its input. */
export function runText(name: string, text: string): MethodResult {
  return runMethod(findMethod(name), new TextEncoder().encode(text));
}

/** The result of a method on its input. */
export function run(name: string, input: Input): MethodResult {
  return runText(name, JSON.stringify(input));
}

/** What `act` is refused with, as `code: message`. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isTouchstoneError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "not refused";
}

/** Inputs that are right, from the reference values. */
export function soundInputs(name: string): readonly Input[] {
  return readReference<{ cases: readonly { input: Input }[] }>(`methods/${name}`).cases.map(({ input }) => input);
}

// Checks that look at the call and not at the response say nothing of responses that were imported.
import type { ArmFacts, OptionProblem } from "./scorer.ts";

/** A problem where no arm generates its responses; `what` is what nobody knows of them then. */
export function refuseImported(key: string, what: string, arms: readonly ArmFacts[]): OptionProblem[] {
  if (!arms.every((arm) => arm.isImported === true)) return [];
  return [{ key, message: `The responses are imported, so nobody knows ${what}.`, hint: "Leave this criterion out." }];
}

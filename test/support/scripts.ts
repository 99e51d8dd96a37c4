// The ScriptRunner port without a process: for tests whose scripts are functions of the test.
import type { ScriptOutcome, ScriptRunner } from "../../src/core/base/ports.ts";

/** A runner whose scripts all answer so; every file is approved. */
export function scriptedScripts(answer: (input: unknown, path: string) => ScriptOutcome): ScriptRunner {
  return {
    isApproved: () => true,
    evaluate: ({ path }, input, signal) =>
      signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve(answer(JSON.parse(input), path)),
    close: () => Promise.resolve(),
  };
}

/** A runner for runs without scripts: it approves none. */
export const noScripts: ScriptRunner = {
  isApproved: () => false,
  evaluate: () => Promise.reject(new Error("this run has no script")),
  close: () => Promise.resolve(),
};

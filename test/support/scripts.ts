// The ScriptRunner port without a process: for tests whose scripts are functions of the test.
import type { ScriptOutcome, ScriptRunner } from "../../src/core/base/ports.ts";

type Answer = (input: unknown, path: string) => ScriptOutcome;

/** A runner whose scripts all answer so, and so when they see a whole run; every file is approved. */
export function scriptedScripts(answer: Answer, answerRun: Answer = answer): ScriptRunner {
  const asking =
    (scripted: Answer): ScriptRunner["evaluate"] =>
    ({ path }, input, signal) =>
      signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve(scripted(JSON.parse(input), path));
  return {
    isApproved: () => true,
    evaluate: asking(answer),
    evaluateRun: asking(answerRun),
    close: () => Promise.resolve(),
  };
}

/** A runner for runs without scripts: it approves none. */
export const noScripts: ScriptRunner = {
  isApproved: () => false,
  evaluate: () => Promise.reject(new Error("this run has no script")),
  evaluateRun: () => Promise.reject(new Error("this run has no script")),
  close: () => Promise.resolve(),
};

// What an exit code of the gate means to the reader, to the check and to the job.

/** What came of one experiment; `invalid` is a document or an option that cannot be used, `crashed` a fault of ours. */
export type Verdict = "pass" | "inconclusive" | "fail" | "incomplete" | "invalid" | "crashed" | "cancelled";

/** What an inconclusive gate does to the check and to the job. */
export type OnInconclusive = "neutral" | "fail" | "pass";

/** How a check run ends, in GitHub's words. */
export type Conclusion = "success" | "neutral" | "failure" | "cancelled";

const exitCodes: Readonly<Record<Verdict, number>> = {
  pass: 0,
  inconclusive: 2,
  fail: 1,
  incomplete: 3,
  invalid: 4,
  crashed: 5,
  cancelled: 130,
};

/** From the one that every other outranks to the one that outranks all others. */
const ranked: readonly Verdict[] = ["pass", "inconclusive", "fail", "incomplete", "invalid", "crashed", "cancelled"];

/** The verdict of an exit code of `touchstone gate`; any other code, and a process that a signal ended, is a crash. */
export function verdictOf(exitCode: number | null): Verdict {
  return ranked.find((verdict) => exitCodes[verdict] === exitCode) ?? "crashed";
}

/** The exit code that `touchstone gate` has for a verdict. */
export function exitCodeOf(verdict: Verdict): number {
  return exitCodes[verdict];
}

/** The verdict that decides for several experiments; a pass where there is none. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return ranked.findLast((verdict) => verdicts.includes(verdict)) ?? "pass";
}

export function conclusionOf(verdict: Verdict, onInconclusive: OnInconclusive): Conclusion {
  if (verdict === "pass") return "success";
  if (verdict === "cancelled") return "cancelled";
  if (verdict !== "inconclusive" || onInconclusive === "fail") return "failure";
  return onInconclusive === "pass" ? "success" : "neutral";
}

/** The exit code of the job: 0 where the check is no failure. */
export function jobExitCode(verdict: Verdict, onInconclusive: OnInconclusive): number {
  const conclusion = conclusionOf(verdict, onInconclusive);
  return conclusion === "success" || conclusion === "neutral" ? 0 : exitCodeOf(verdict);
}

/** The verdict in a few plain words, for titles. */
export function verdictWords(verdict: Verdict): string {
  const words: Readonly<Record<Verdict, string>> = {
    pass: "The gate passes",
    inconclusive: "The gate is inconclusive",
    fail: "The gate fails",
    incomplete: "The run is incomplete, so the gate cannot pass",
    invalid: "The gate could not start",
    crashed: "Touchstone stopped with an error of its own",
    cancelled: "The gate was cancelled",
  };
  return words[verdict];
}

// Many seeded runs of the example, counted by what they were told: how often chance is called a difference, how often a difference is found.
import type { Setup } from "../../../src/core/documents/setup.ts";
import type { RunOptions } from "../../../src/core/engine/planning/options.ts";
import type { Verdict } from "../../../src/core/stats/verdict.ts";
import { runExample } from "./example-runs.ts";

export interface VerdictCounts {
  readonly runs: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Runs in which a sample ended in an error or did not end. */
  readonly erred: number;
  /** Calls that failed and were made again, of all runs. */
  readonly retried: number;
}

/** Runs the experiment with the seeds 1 to `runs`; the second arm is the one that is judged. */
export async function countVerdicts(setup: Setup, purpose: RunOptions["purpose"], runs: number): Promise<VerdictCounts> {
  const verdicts: Record<Verdict, number> = { better: 0, worse: 0, no_evidence: 0, not_enough_rows: 0 };
  let [erred, retried] = [0, 0];
  for (let seed = 1; seed <= runs; seed += 1) {
    const { variants, errors, missing, calls } = await runExample(setup, { purpose, seed });
    const verdict = variants[1]?.comparison?.verdict;
    if (verdict === undefined) throw new Error(`seed ${seed} compared nothing`);
    verdicts[verdict] += 1;
    retried += calls.retried;
    if (errors + missing > 0) erred += 1;
  }
  return { runs, verdicts, erred, retried };
}

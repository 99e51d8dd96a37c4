// The second phase of a run: each variant's response against the baseline's, when all that the plan generates is there.
import { isPairwise, type Criterion } from "../../domain/criterion-set.ts";
import { isAnswered, type RunRecord, type SampleRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import { comparedWith, pairwiseTask } from "../planning/pairwise-calls.ts";
import type { PlannedSample } from "../planning/plan.ts";
import { remainderOf, type Redo } from "../planning/remainder.ts";
import type { Rated } from "../../scorers/scorer.ts";
import { askTask, rateAll, rateUnreadable, type RateContext } from "./rate.ts";

export interface ComparedRun {
  /** As it grows: the responses of the first phase stand in it. */
  readonly record: RunRecord;
  readonly texts: RunTexts;
  readonly redo: Redo;
  /** Pairs that are open at once. */
  readonly open: number;
}

/** Asks what is left to be asked; a pair that is not whole, because the run stopped, is left to resuming. */
export async function comparePairs({ open, ...run }: ComparedRun, context: RateContext): Promise<void> {
  const { plan, control, queue } = context;
  const criteria = plan.setup.criteria.criteria.filter(isPairwise);
  const { judge } = plan.setup;
  if (criteria.length === 0 || judge === null) return;
  const lane = queue.laneOf(judge.model);
  const pending = plan.samples[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = pending.next(); next.done !== true; next = pending.next()) {
      if (control.stopped() !== null || queue.isParked(lane)) return;
      await comparePair(next.value, criteria, run, context);
    }
  };
  await Promise.all(Array.from({ length: open }, work));
}

async function comparePair(
  sample: PlannedSample,
  criteria: readonly Criterion[],
  { record, texts, redo }: Omit<ComparedRun, "open">,
  context: RateContext,
): Promise<void> {
  const other = comparedWith(sample, context.plan);
  const rest = remainderOf(record.samples.get(sample.hash), criteria, redo);
  const baseline = other === null ? undefined : record.samples.get(other.hash);
  if (other === null || rest?.known == null || baseline?.response == null) return;
  if (!isAnswered(baseline.response)) return rateAll(sample, rest.criteria, withoutBaseline(other), context);
  const [own, others] = await readBoth(rest.known, baseline, texts);
  const problem = own.output === null ? own.problem : others.problem;
  if (own.output === null || others.output === null) return rateUnreadable(sample, rest.criteria, problem, context);
  const task = pairwiseTask(sample, { variant: own.output, baseline: others.output }, rest.criteria, context);
  await askTask(sample, task, context);
}

function withoutBaseline({ row, arm }: PlannedSample): Rated {
  return {
    kind: "error",
    code: "judge/nothing-to-compare",
    message: `The response of ${arm.name} to row ${row.id} ended in an error, so there is nothing to compare with.`,
  };
}

async function readBoth(own: SampleRecord, baseline: SampleRecord, texts: RunTexts) {
  const read = async (sample: SampleRecord) => {
    for await (const { response, problem } of texts.read([sample], "responses")) return { output: response?.output ?? null, problem };
    return { output: null, problem: null };
  };
  return [await read(own), await read(baseline)] as const;
}

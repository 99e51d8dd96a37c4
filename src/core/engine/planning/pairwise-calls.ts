// The calls by which a variant's response is compared with the baseline's to the same row and epoch: one for each criterion, since each draws an order of its own. Pure.
import type { Completion } from "../../domain/completion.ts";
import { isPairwise, type Criterion } from "../../domain/criterion-set.ts";
import { isVariantFirst } from "../../domain/pairwise-order.ts";
import type { ResponseOutput } from "../../domain/run-event.ts";
import { askedCriterion } from "../../scorers/asked-criterion.ts";
import { pairwiseMessages, pairwiseOutput } from "../../scorers/pairwise-request.ts";
import { pairwisePrompt } from "../../scorers/pairwise-prompt.ts";
import { readPreference } from "../../scorers/read-ratings.ts";
import type { Rated } from "../../scorers/scorer.ts";
import { isAskedAnew } from "./asked-anew.ts";
import { cacheSlot } from "./cache-slot.ts";
import { providerOf, type Endpoints } from "./destinations.ts";
import { emptyColumns, visibleToJudge, type Asking, type JudgeCall, type JudgeTask } from "./judge-calls.ts";
import { sampleHash, type Plan, type PlannedSample } from "./plan.ts";

/** The baseline's sample of the same row and epoch; null for the baseline itself, and for a row that is run again, which has none beside it. */
export function comparedWith({ row, arm, epoch, rerun }: PlannedSample, { arms: [baseline] }: Pick<Plan, "arms">): PlannedSample | null {
  if (arm.name === baseline.name || rerun !== undefined) return null;
  return { hash: sampleHash(row, baseline, epoch), row, arm: baseline, epoch, replicate: 0 };
}

/** The criteria among these by which a sample is compared with the baseline's; none for a sample that is compared with nothing. */
export function comparedBy(sample: PlannedSample, criteria: readonly Criterion[], plan: Pick<Plan, "arms">): Criterion[] {
  return comparedWith(sample, plan) === null ? [] : criteria.filter(isPairwise);
}

/** What a sample that is compared with nothing has by a pairwise criterion: neither more nor less than itself. */
export function equalPreference({ rerun }: PlannedSample): Rated {
  const reason = rerun === undefined ? "This is what the others are compared with." : "A row that is run again is compared with nothing.";
  return { kind: "rated", value: 0.5, label: "pass", reason };
}

export interface PairOfOutputs {
  readonly variant: ResponseOutput;
  readonly baseline: ResponseOutput;
}

/** What is to be asked about two responses by `criteria`, all of them pairwise. */
export function pairwiseTask(
  sample: PlannedSample,
  outputs: PairOfOutputs,
  criteria: readonly Criterion[],
  { plan, endpoints }: { readonly plan: Plan; readonly endpoints: Endpoints },
): JudgeTask {
  const { judge } = plan.setup;
  const calls: JudgeCall[] = [];
  const settled: JudgeTask["settled"][number][] = [];
  if (judge === null) return { calls, settled };
  for (const criterion of criteria) {
    const filled = askedCriterion(criterion, sample.row.values);
    if ("missing" in filled) settled.push({ criterion, rated: emptyColumns(filled.missing) });
    else calls.push(pairwiseCall(sample, outputs, { criterion, question: filled.asked.question }, { judge, plan, endpoints }));
  }
  return { calls, settled };
}

function pairwiseCall(
  sample: PlannedSample,
  { variant, baseline }: PairOfOutputs,
  { criterion, question }: { readonly criterion: Criterion; readonly question: string },
  { judge, plan, endpoints }: Asking,
): JudgeCall {
  const { row, arm, epoch, replicate } = sample;
  const { mode } = plan.rating;
  const isFirst = isVariantFirst({ seed: plan.seed, row: row.id, epoch, criterion: criterion.id, variant: arm.name });
  const model = { ...judge.model, output: pairwiseOutput(criterion.id, mode) };
  const messages = pairwiseMessages({
    criterion: { id: criterion.id, question },
    row: visibleToJudge(row, plan.setup),
    first: isFirst ? variant : baseline,
    second: isFirst ? baseline : variant,
    mode,
  });
  const encoded = providerOf(model).encode({ config: model, messages });
  const read = ({ text }: Completion): Map<string, Rated> => readPreference(text, criterion.id, isFirst, mode);
  const isUsable = (completion: Completion): boolean => read(completion).get(criterion.id)?.kind === "rated";
  const { version: judgePromptVersion } = pairwisePrompt;
  const slot = isAskedAnew(sample) ? null : cacheSlot({ model, encoded, epoch, replicate, judgePromptVersion, isUsable }, endpoints);
  return { criteria: [criterion], needs: "judge", model, encoded, slot, read };
}

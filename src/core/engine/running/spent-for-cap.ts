// What a stored run counts for when its cap is kept: never less than its journals say, and never less than its tokens cost at the prices that keep a cap.
import type { ModelConfig } from "../../domain/model-config.ts";
import { isAnswered, type JudgeCall, type RunRecord } from "../../domain/run-record.ts";
import { answeredJudgeCalls, knownSpentUsd } from "../../domain/run-spend.ts";
import { costForCap } from "../calling/call-facts.ts";
import { isInBatches } from "../planning/batch-mode.ts";
import type { Plan } from "../planning/plan.ts";

/** A lower bound where a price or a count of tokens is unknown. */
export function spentForCap({ arms, setup, options }: Pick<Plan, "arms" | "setup" | "options">, record: RunRecord): number {
  const models = new Map(arms.map(({ name, model }) => [name, model]));
  let usd = 0;
  for (const sample of record.samples.values()) {
    if (isAnswered(sample.response)) usd += amount(models.get(sample.variant), sample.response, isInBatches("generation", options.batch));
    for (const call of answeredJudgeCalls(sample)) usd += amount(setup.judge?.model, call, isInBatches("rating", options.batch));
  }
  return Math.max(usd, knownSpentUsd(record));
}

/** Journals are files like any other, so what they say of tokens may be no number. */
function amount(model: ModelConfig | undefined, { usage, cost }: Pick<JudgeCall, "usage" | "cost">, isBatch: boolean): number {
  if (model === undefined || usage === null || cost?.cached === true) return 0;
  const usd = costForCap(model, usage, isBatch);
  return usd !== null && Number.isFinite(usd) ? Math.max(0, usd) : 0;
}

// Each variant of a run against its baseline: the primary metric, every criterion, and the sentence.
import type { RunManifest } from "../domain/run-manifest.ts";
import type { EarlyStop } from "../domain/early-stop.ts";
import { reducerSentence } from "../domain/reducer.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { compareArms, type MetricComparison } from "./compare-arms.ts";
import { decideEarly } from "./early-verdict.ts";
import { reducerOf, rowRulesOf } from "./row-rules.ts";
import { verdictSentence } from "./sentence.ts";

export interface VariantComparison extends MetricComparison {
  readonly baseline: string;
  readonly sentence: string;
  /** Each criterion on its own; p-values are adjusted over criteria and variants. */
  readonly criteria: readonly MetricComparison[];
}

export interface NamedArm {
  readonly name: string;
  readonly samples: readonly ScoredSample[];
}

/** One answer for each variant, in their order; null where no row has ended in both arms. */
export function compareVariants(
  manifest: Pick<RunManifest, "criteria" | "collection" | "epochs" | "experiment" | "order" | "reduce">,
  baseline: NamedArm,
  variants: readonly NamedArm[],
  early: EarlyStop | null = null,
): (VariantComparison | null)[] {
  const { plan } = manifest.experiment;
  const { seed } = manifest.order;
  const rules = rowRulesOf(manifest);
  const ids = manifest.criteria.items.map((criterion) => criterion.id);
  const primary = compareArms(
    variants.map(({ samples }) => ({ samples, metric: plan.primary })),
    baseline.samples,
    plan,
    seed,
    rules,
  );
  const criteria = compareArms(
    variants.flatMap(({ samples }) => ids.map((id) => ({ samples, metric: `criterion.${id}` }))),
    baseline.samples,
    plan,
    seed,
    rules,
  );
  const reduced = reducerSentence(reducerOf(plan.primary, rules), manifest.epochs) ?? [];
  return variants.map(({ name }, index) => {
    const tested = primary[index];
    if (tested == null) return null;
    const comparison = plan.early_stop === true ? decideEarly(tested, name, { early, plan, variants: variants.length }) : tested;
    const own = criteria.slice(index * ids.length, (index + 1) * ids.length).filter((item) => item !== null);
    return {
      ...comparison,
      baseline: baseline.name,
      sentence: [verdictSentence(name, baseline.name, comparison, plan.margin), ...[reduced].flat()].join(" "),
      criteria: own,
    };
  });
}

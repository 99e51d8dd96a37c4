// A run in figures: every arm, every variant against the baseline, the calls, the warnings and the reasons of errors.
import { countedRatings } from "../domain/apply-labels.ts";
import { missingSamples } from "../domain/early-stop.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import { plannedSamples, type RunRecord } from "../domain/run-record.ts";
import { spentUsd } from "../domain/run-spend.ts";
import { armFigures, type ArmFigures } from "./arm-figures.ts";
import { scoreArm } from "./arm-samples.ts";
import { compareVariants, type VariantComparison } from "./compare-variants.ts";
import { designWarnings } from "./design-warnings.ts";
import { evaluationsOf, evaluationWarnings, type EvaluationFigures } from "./evaluation-figures.ts";
import type { NoiseFloor } from "./noise.ts";
import { peopleOf, type PeopleFigures } from "./people-figures.ts";
import { rowRulesOf } from "./row-rules.ts";
import { armVariance, type ArmVariance } from "./variance.ts";
import { armWarnings, billingWarnings, runWarnings } from "./run-warnings.ts";

export interface VariantSummary extends ArmFigures {
  /** Null for the baseline, and where no row has ended in both arms. */
  readonly comparison: VariantComparison | null;
  /** Absent for a single epoch. */
  readonly variance?: ArmVariance;
}

export interface RunSummary {
  readonly variants: readonly VariantSummary[];
  readonly calls: {
    readonly generation: number;
    readonly rating: number;
    readonly cached: number;
    readonly retried: number;
    readonly possiblyBilledTwice: number;
  };
  readonly spentUsd: number | null;
  /** Planned samples that have not ended. */
  readonly missing: number;
  readonly errors: number;
  /** What people said of the responses; null where no labels file concerns the run. */
  readonly people: PeopleFigures | null;
  /** What evaluators made of all samples; empty where none has said anything. */
  readonly evaluations: readonly EvaluationFigures[];
  readonly warnings: readonly string[];
  /** Of calls that may have been billed in vain. */
  readonly billingWarnings: readonly string[];
  /** The messages of providers and judges: they may quote rows. */
  readonly errorReasons: readonly ErrorReason[];
}

export interface ErrorReason {
  readonly message: string;
  readonly count: number;
}

/** `floor` is what the newest A/A run of this baseline found, null where there is none; absent where nobody has looked. */
export function summarizeRun(manifest: RunManifest, record: RunRecord, floor?: NoiseFloor | null): RunSummary {
  const arms = manifest.variants.map(({ id }) => ({ name: id, samples: scoreArm(record, id, manifest.criteria) }));
  const [baseline, ...variants] = arms;
  const rules = rowRulesOf(manifest);
  const comparisons = baseline === undefined ? [] : compareVariants(manifest, baseline, variants, floor ?? null, record.early);
  const planned = samplesPerArm(manifest);
  const summaries = arms.map(({ name, samples }, index) => {
    const completedAt = samples.length < planned && record.early?.isStopped !== true ? null : (record.completedAt.get(name) ?? null);
    const comparison = index === 0 ? null : (comparisons[index - 1] ?? null);
    const facts = { metric: manifest.experiment.plan.primary, epochs: manifest.epochs, rules };
    const variance = armVariance(samples, index === 0 ? null : (baseline?.samples ?? null), facts);
    const summary = {
      ...armFigures(name, samples, manifest.criteria, completedAt, rules),
      comparison,
      ...(variance === null ? {} : { variance }),
    };
    return { summary, warnings: armWarnings(summary, samples) };
  });
  const ended = arms.reduce((sum, { samples }) => sum + samples.length, 0);
  const missing = missingSamples(manifest, record, ended);
  const design = designWarnings(
    manifest,
    arms.map(({ name, samples }, index) => ({ name, samples, comparison: index === 0 ? null : (comparisons[index - 1] ?? null) })),
    // While samples are missing there is something else to be done first.
    missing > 0 ? undefined : floor,
  );
  const told = (wanted: (typeof design)[number]["severity"]): string[] =>
    design.filter(({ severity }) => severity === wanted).map(({ text }) => text);
  const evaluations = evaluationsOf(manifest, record);
  return {
    variants: summaries.map(({ summary }) => summary),
    calls: { ...record.calls, possiblyBilledTwice: record.possiblyBilledTwice },
    spentUsd: spentUsd(record),
    missing,
    errors: summaries.reduce((sum, { summary }) => sum + summary.errors, 0),
    people: peopleOf(manifest, record, arms),
    evaluations,
    warnings: [
      ...runWarnings(manifest, record, missing),
      ...evaluationWarnings(manifest, record, evaluations),
      ...told("warning"),
      ...summaries.flatMap(({ warnings }) => warnings),
      ...told("info"),
    ],
    billingWarnings: billingWarnings(record),
    errorReasons: countReasons(record),
  };
}

/** Every arm runs the same rows equally often. */
export function samplesPerArm({ samples, variants }: Pick<RunManifest, "samples" | "variants">): number {
  return samples / variants.length;
}

/** Why samples or ratings ended in an error, the commonest reason first. */
function countReasons(record: RunRecord): ErrorReason[] {
  const counts = new Map<string, number>();
  for (const sample of plannedSamples(record)) {
    const errors = [sample.response?.error, ...[...countedRatings(sample).values()].map((rating) => rating.error)];
    for (const error of errors) if (error != null) counts.set(error.message, (counts.get(error.message) ?? 0) + 1);
  }
  // Reasons of equal count stand in the order of their texts, so that equal records give equal exports.
  return [...counts].map(([message, count]) => ({ message, count })).sort((a, b) => b.count - a.count || (a.message < b.message ? -1 : 1));
}

// A run in figures: every arm, every variant against the baseline, the calls, and what a reader must be warned of.
import type { RunManifest } from "../domain/run-manifest.ts";
import { isAnswered, type RunRecord } from "../domain/run-record.ts";
import { spentUsd } from "../domain/run-spend.ts";
import { armFigures, type ArmFigures } from "./arm-figures.ts";
import { scoreArm, type ScoredSample } from "./arm-samples.ts";
import { compareArms, type MetricComparison } from "./compare-arms.ts";
import { count, verdictSentence } from "./sentence.ts";

export interface VariantComparison extends MetricComparison {
  readonly baseline: string;
  readonly sentence: string;
  /** Each criterion on its own; p-values are adjusted over criteria and variants. */
  readonly criteria: readonly MetricComparison[];
}

export interface VariantSummary extends ArmFigures {
  /** Null for the baseline, and where no row has ended in both arms. */
  readonly comparison: VariantComparison | null;
}

export interface RunSummary {
  readonly variants: readonly VariantSummary[];
  readonly calls: { readonly generation: number; readonly rating: number; readonly cached: number; readonly retried: number; readonly possiblyBilledTwice: number };
  readonly spentUsd: number | null;
  /** Planned samples that have not ended. */
  readonly missing: number;
  readonly errors: number;
  readonly warnings: readonly string[];
  /** The messages of providers and judges: they may quote rows. */
  readonly errorReasons: readonly ErrorReason[];
}

export interface ErrorReason {
  readonly message: string;
  readonly count: number;
}

export interface NamedArm {
  readonly name: string;
  readonly samples: readonly ScoredSample[];
}

const highErrorRate = 0.02;

export function summarizeRun(manifest: RunManifest, record: RunRecord): RunSummary {
  const arms = manifest.variants.map(({ id }) => ({ name: id, samples: scoreArm(record, id, manifest.criteria) }));
  const [baseline, ...variants] = arms;
  const comparisons = baseline === undefined ? [] : compareVariants(manifest, baseline, variants);
  const summaries = arms.map(({ name, samples }, index) => ({
    ...armFigures(name, samples, manifest.criteria, record.completedAt.get(name) ?? null),
    comparison: index === 0 ? null : (comparisons[index - 1] ?? null),
  }));
  const ended = summaries.reduce((sum, arm) => sum + arm.samples, 0);
  return {
    variants: summaries,
    calls: { ...record.calls, cached: 0, possiblyBilledTwice: record.possiblyBilledTwice },
    spentUsd: spentUsd(record),
    missing: manifest.samples - ended,
    errors: summaries.reduce((sum, arm) => sum + arm.errors, 0),
    warnings: [...runWarnings(manifest, record, manifest.samples - ended), ...summaries.flatMap((arm) => armWarnings(arm))],
    errorReasons: countReasons(record),
  };
}

/** Each variant against the baseline on the plan's primary metric and on each criterion. */
export function compareVariants(manifest: Pick<RunManifest, "criteria" | "experiment" | "order">, baseline: NamedArm, variants: readonly NamedArm[]): (VariantComparison | null)[] {
  const { plan } = manifest.experiment;
  const { seed } = manifest.order;
  const ids = manifest.criteria.items.map((criterion) => criterion.id);
  const primary = compareArms(variants.map(({ samples }) => ({ samples, metric: plan.primary })), baseline.samples, plan, seed);
  const criteria = compareArms(variants.flatMap(({ samples }) => ids.map((id) => ({ samples, metric: `criterion.${id}` }))), baseline.samples, plan, seed);
  return variants.map(({ name }, index) => {
    const comparison = primary[index];
    if (comparison == null) return null;
    const own = criteria.slice(index * ids.length, (index + 1) * ids.length).filter((item) => item !== null);
    return { ...comparison, baseline: baseline.name, sentence: verdictSentence(name, baseline.name, comparison, plan.margin), criteria: own };
  });
}

function runWarnings(manifest: RunManifest, record: RunRecord, missing: number): string[] {
  const warnings: string[] = [];
  if (manifest.isSimulated) warnings.push("Every answer is simulated: the figures show how Touchstone works, not how good a prompt is.");
  if (missing > 0) warnings.push(`${missing} of ${manifest.samples} samples ${missing === 1 ? "is" : "are"} missing: finish them with \`touchstone resume ${manifest.runId}\`.`);
  if (record.possiblyBilledTwice > 0) warnings.push(`${count(record.possiblyBilledTwice, "call")} may have been billed without an answer that counts.`);
  for (const { id } of manifest.variants) {
    const returned = new Set([...record.samples.values()].flatMap((sample) => (sample.variant === id && isAnswered(sample.response) && sample.response.provider.model !== null ? [sample.response.provider.model] : [])));
    if (returned.size > 1) warnings.push(`The provider answered for ${id} with ${returned.size} different models: ${[...returned].sort().join(", ")}.`);
  }
  return warnings;
}

/** Why samples or ratings ended in an error, the commonest reason first. */
function countReasons(record: RunRecord): ErrorReason[] {
  const counts = new Map<string, number>();
  for (const sample of record.samples.values()) {
    const errors = [sample.response?.error, ...[...sample.ratings.values()].map((rating) => rating.error)];
    for (const error of errors) if (error != null) counts.set(error.message, (counts.get(error.message) ?? 0) + 1);
  }
  // Reasons of equal count stand in the order of their texts, so that equal records give equal exports.
  return [...counts].map(([message, count]) => ({ message, count })).sort((a, b) => b.count - a.count || (a.message < b.message ? -1 : 1));
}

function armWarnings({ name, errors, samples, comparison, completeCasePassRate, passRate }: VariantSummary): string[] {
  const warnings: string[] = [];
  if (samples > 0 && errors / samples > highErrorRate) {
    const complete = completeCasePassRate === null ? "" : ` (pass rate ${percent(passRate?.value ?? 0)} with them as failures, ${percent(completeCasePassRate)} without)`;
    warnings.push(`${errors} of ${samples} samples of ${name} ended in an error and ${errors === 1 ? "counts as a failure" : "count as failures"}${complete}.`);
  }
  if (comparison !== null && comparison.practicallyEqual && comparison.verdict !== "better" && comparison.verdict !== "worse") {
    warnings.push(`Any difference between ${name} and ${comparison.baseline} is smaller than your margin.`);
  }
  return warnings;
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

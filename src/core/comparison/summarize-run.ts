// A run in figures: every arm, every variant against the baseline, the calls, and what a reader must be warned of.
import type { RunManifest } from "../domain/run-manifest.ts";
import { isAnswered, type RunRecord } from "../domain/run-record.ts";
import { spentUsd } from "../domain/run-spend.ts";
import { armFigures, type ArmFigures } from "./arm-figures.ts";
import { scoreArm, type ScoredSample } from "./arm-samples.ts";
import { compareArms, type MetricComparison } from "./compare-arms.ts";
import { verdictSentence } from "./sentence.ts";

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
    warnings: [...runWarnings(manifest, record, manifest.samples - ended), ...summaries.flatMap((arm) => armWarnings(arm)), ...errorReasons(record)],
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
  if (missing > 0) warnings.push(`${missing} of ${manifest.samples} samples are missing: finish them with \`touchstone resume ${manifest.runId}\`.`);
  if (record.possiblyBilledTwice > 0) warnings.push(`${record.possiblyBilledTwice} calls may have been billed without an answer that counts.`);
  for (const { id } of manifest.variants) {
    const returned = new Set([...record.samples.values()].flatMap((sample) => (sample.variant === id && isAnswered(sample.response) && sample.response.provider.model !== null ? [sample.response.provider.model] : [])));
    if (returned.size > 1) warnings.push(`The provider answered for ${id} with ${returned.size} different models: ${[...returned].sort().join(", ")}.`);
  }
  return warnings;
}

const shownReasons = 3;

/** The commonest reasons why samples or ratings ended in an error, with how often each was seen. */
function errorReasons(record: RunRecord): string[] {
  const counts = new Map<string, number>();
  for (const sample of record.samples.values()) {
    const errors = [sample.response?.error, ...[...sample.ratings.values()].map((rating) => rating.error)];
    for (const error of errors) if (error != null) counts.set(error.message, (counts.get(error.message) ?? 0) + 1);
  }
  const reasons = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const rest = reasons.length - shownReasons;
  return [...reasons.slice(0, shownReasons).map(([message, count]) => `Error (${count}×): ${message}`), ...(rest > 0 ? [`${rest} other kinds of errors; see them with \`touchstone export\`.`] : [])];
}

function armWarnings({ name, errors, samples, comparison, completeCasePassRate, passRate }: VariantSummary): string[] {
  const warnings: string[] = [];
  if (samples > 0 && errors / samples > highErrorRate) {
    const complete = completeCasePassRate === null ? "" : ` (pass rate ${percent(passRate?.value ?? 0)} with them as failures, ${percent(completeCasePassRate)} without)`;
    warnings.push(`${errors} of ${samples} samples of ${name} ended in an error and count as failures${complete}.`);
  }
  if (comparison !== null && comparison.practicallyEqual && comparison.verdict !== "better" && comparison.verdict !== "worse") {
    warnings.push(`Any difference between ${name} and ${comparison.baseline} is smaller than your margin.`);
  }
  return warnings;
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

// A run's summary as the view draws it: the state, the verdict, the arms, the criteria and what to be warned of.
import type { ComparisonPlane, CriterionPlane, SummaryPlane } from "../../../protocol/summary-plane.ts";
import type { ArmFigures } from "../../comparison/arm-figures.ts";
import type { MetricComparison } from "../../comparison/compare-arms.ts";
import type { VariantComparison } from "../../comparison/compare-variants.ts";
import { noiseSource, noiseText, type Noise, type NoiseFloor } from "../../comparison/noise.ts";
import { count, signedPoints } from "../../comparison/sentence.ts";
import { samplesPerArm } from "../../comparison/summarize-run.ts";
import { missingSamples } from "../../domain/early-stop.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunGates } from "../../gates/ruling.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { spentUsd } from "../../domain/run-spend.ts";
import { formatChance, formatCount, formatMoment, formatUsdShort, withMinusSigns } from "../figures.ts";
import type { RunStatus } from "../run-result.ts";
import { editedSince, type ChangedFile } from "./edited-since.ts";
import { armNames, shownArms } from "./shown-arms.ts";
import { stateCard } from "./state-card.ts";
import { summaryFigures, type SummaryFigures } from "./summary-figures.ts";
import { armTotals } from "./summary-totals.ts";
import { summaryWarnings } from "./summary-warnings.ts";
import { preview, takeWithin } from "./text-limits.ts";

export interface SummaryInput {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly status: RunStatus;
  /** The project's folder. */
  readonly root: string;
  /** The document that the run is about, as a person knows it. */
  readonly path: string;
  /** The variant to look at; the first where there is none such. */
  readonly variant: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Files that the run pinned and that read otherwise today. */
  readonly changedFiles: readonly ChangedFile[];
  readonly planWarnings: readonly string[];
  /** What the newest A/A run of the baseline found; null where there is none, absent where nobody has looked. */
  readonly floor?: NoiseFloor | null;
}

const longestName = 300;
const longestRuling = 2000;
/** Shares of a message for the lists that a project can make as long as it likes. */
const budgets = { variants: 32 * 1024, criteria: 96 * 1024, gates: 24 * 1024, warnings: 48 * 1024 };

/** While the run is live only counts and rates are computed: no verdict before the planned rows, and nothing that takes long. */
export function summaryPlane(
  input: SummaryInput,
  known: SummaryFigures = summaryFigures(input.manifest, input.record, input.status === "running", input.floor ?? null),
): SummaryPlane {
  const { manifest, status } = input;
  const shown = shownArms(manifest, input.variant);
  const ended = known.arms.reduce((sum, { samples }) => sum + samples.length, 0);
  const names = armNames(shown);
  const arms = names.flatMap((name) => known.arms.filter((arm) => arm.name === name));
  const figures = arms.map((arm) => arm.figures);
  const comparison = arms.find(({ name }) => name === shown.variant)?.comparison ?? null;
  const missing = missingSamples(manifest, input.record, ended);
  return {
    subject: { root: input.root, path: input.path, run: manifest.runId },
    title: preview(manifest.experiment.name, longestName),
    context: contextText(input, names),
    status,
    card: stateCard({ ...input, ended, arms: figures, conclusion: conclusionOf(comparison, missing) }),
    progress: status === "running" ? { ended, planned: manifest.samples } : null,
    editedSince: editedSince(input.changedFiles, status === "running"),
    variants: takeWithin(shown.variants, budgets.variants),
    variant: shown.variant,
    arms: figures.map(({ name, samples, passed, failed, errors, passRate }) => ({
      name,
      isBaseline: name === shown.baseline,
      samples,
      passed,
      failed,
      errors,
      passRate,
    })),
    comparison: comparison === null ? null : comparisonPlane(manifest, comparison, missing),
    criteria: takeWithin(criterionPlanes(manifest, figures, comparison, missing), budgets.criteria),
    gates: gatesPlane(known.gates),
    totals: armTotals(figures, manifest.criteria.judge !== null),
    warnings: takeWithin(summaryWarnings({ ...input, missing, arms, compared: known.arms, people: known.people }), budgets.warnings),
  };
}

/** `80 rows, 1 epoch · simulated · today 14:02 · $0.24`. */
function contextText({ manifest, record, now }: SummaryInput, names: readonly string[]): string {
  const { epochs, isSimulated } = manifest;
  const used = new Set(manifest.variants.filter(({ id }) => names.includes(id)).map(({ model }) => model));
  const models = [...new Set(manifest.models.filter(({ id }) => used.has(id)).map(({ requested }) => requested))];
  const spent = spentUsd(record);
  return [
    `${count(samplesPerArm(manifest) / epochs, "row")}, ${count(epochs, "epoch")}`,
    isSimulated ? "simulated" : preview(models.join(" and "), longestName),
    formatMoment(manifest.createdAt, now),
    spent === null ? "cost unknown" : formatUsdShort(spent),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Nothing is decided before the planned rows are complete, whatever the pairs so far say: who looks often would see noise win. */
function verdictOf({ verdict }: MetricComparison, missing: number): MetricComparison["verdict"] {
  return missing > 0 ? "not_enough_rows" : verdict;
}

const conclusions = { better: "Better", worse: "Worse", no_evidence: "No evidence", not_enough_rows: "Not enough rows" };

function conclusionOf(comparison: VariantComparison | null, missing: number): string | null {
  return comparison === null ? null : `${conclusions[verdictOf(comparison, missing)]}: ${count(comparison.rows, "pair")}`;
}

function comparisonPlane(manifest: RunManifest, comparison: VariantComparison, missing: number): ComparisonPlane {
  const { rows, won, lost, tied, difference } = comparison;
  const verdict = verdictOf(comparison, missing);
  const planned = count(samplesPerArm(manifest) / manifest.epochs, "row");
  const sentence =
    verdict === comparison.verdict
      ? withMinusSigns(comparison.sentence)
      : `Not enough rows: no verdict before the planned ${planned} are complete; ${count(rows, "pair")} so far.`;
  const isNoiseCheck = manifest.purpose === "aa";
  const noise = comparison.noise === null ? null : noiseDetails(comparison.noise);
  return { verdict, sentence, details: detailsText(manifest, comparison), rows, won, lost, tied, difference, noise, isNoiseCheck };
}

/** `±3.0 points, by the Noise Check 0193a5b0-1f2e`. */
function noiseDetails(noise: Noise): string {
  return `${noiseText(noise)}, ${noiseSource(noise)}`;
}

/** What fails must be among those that fit. */
const rulingOrder = ["fail", "inconclusive", "pass"];

/** The words of the command line, byte for byte. */
function gatesPlane(gates: RunGates | null): SummaryPlane["gates"] {
  if (gates === null) return null;
  const { verdict, sentence, rulings } = gates;
  const byWeight = [...rulings].sort((a, b) => rulingOrder.indexOf(a.verdict) - rulingOrder.indexOf(b.verdict));
  const lines = byWeight.map((ruling) => ({ verdict: ruling.verdict, sentence: preview(ruling.sentence, longestRuling) }));
  return { verdict, sentence, rulings: takeWithin(lines, budgets.gates) };
}

const metricNames: Readonly<Record<string, string>> = { pass_rate: "Pass rate", score: "Score" };

function detailsText({ experiment: { plan } }: RunManifest, comparison: VariantComparison): string {
  const { metric, rows, difference, method, p, pAdjusted, family } = comparison;
  const name = metricNames[metric] ?? `Criterion ${metric.replace(/^criterion\./, "")}`;
  const interval = withMinusSigns(`${signedPoints(difference.lower)} to ${signedPoints(difference.upper)}`);
  const adjusted = family > 1 ? `, adjusted ${formatChance(pAdjusted)} over ${family} variants` : "";
  const confidence = Number((100 * (1 - plan.alpha)).toFixed(1));
  return `${name}, fixed before the run. ${formatCount(rows)} paired ${rows === 1 ? "row" : "rows"}, ${confidence}% interval ${interval}; ${method}; p ${formatChance(p)}${adjusted}.`;
}

/** Those with the most failures of the last arm first. */
function criterionPlanes(
  { criteria }: RunManifest,
  arms: readonly ArmFigures[],
  comparison: VariantComparison | null,
  missing: number,
): CriterionPlane[] {
  const planes = criteria.items.map(({ id, name, severity, kind }): CriterionPlane => {
    const own = comparison?.criteria.find(({ metric }) => metric === `criterion.${id}`);
    return {
      id,
      name: preview(name ?? id, longestName),
      isHard: severity === "hard",
      kind,
      arms: arms.map((arm) => {
        const { passed = 0, failed = 0, errors = 0 } = arm.criteria.find((item) => item.id === id) ?? {};
        return { passed, failed, errors };
      }),
      comparison: own === undefined ? null : { verdict: verdictOf(own, missing), difference: own.difference, won: own.won, lost: own.lost },
    };
  });
  const failures = ({ arms: counts }: CriterionPlane): number => (counts.at(-1)?.failed ?? 0) + (counts.at(-1)?.errors ?? 0);
  return planes.sort((a, b) => failures(b) - failures(a));
}

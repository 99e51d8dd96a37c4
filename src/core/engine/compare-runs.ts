// Arms of stored runs against each other: joined by row id and row hash, refused where they cannot be compared.
import { TouchstoneError } from "../base/errors.ts";
import { countLabels } from "../domain/apply-labels.ts";
import type { LabelsFile } from "../domain/people-verdict.ts";
import { reducerName } from "../domain/reducer.ts";
import type { ManifestModel, RunManifest } from "../domain/run-manifest.ts";
import type { SampleRecord } from "../domain/run-record.ts";
import { armFigures } from "../comparison/arm-figures.ts";
import { scoreArm, scoreSample, type ScoredSample } from "../comparison/arm-samples.ts";
import { fewestRows } from "../comparison/compare-arms.ts";
import { compareVariants } from "../comparison/compare-variants.ts";
import { conditionWarnings, noiseWarnings } from "../comparison/design-warnings.ts";
import { evaluationFigures, type EvaluationFigures } from "../comparison/evaluation-figures.ts";
import { groupByRow, preferencesOf } from "../comparison/metric.ts";
import { peopleFigures, type PeopleFigures } from "../comparison/people-figures.ts";
import { rowRulesOf } from "../comparison/row-rules.ts";
import { missingWarnings, simulationWarnings, usageWarnings } from "../comparison/run-warnings.ts";
import { count } from "../comparison/sentence.ts";
import { samplesPerArm, type VariantSummary } from "../comparison/summarize-run.ts";
import { armVariance } from "../comparison/variance.ts";
import { describeDamage } from "../store/describe-damage.ts";
import type { StoredRun } from "../store/run-store.ts";
import { withLabels, type RunSource } from "./labels/run-labels.ts";
import { refuseOtherRatings } from "./refuse-other-ratings.ts";
import { openArm } from "./stored/open-arm.ts";
import { findNoiseFloor } from "./stored/find-noise-floor.ts";

export interface RunComparison {
  /** The first is the baseline. */
  readonly variants: readonly VariantSummary[];
  /** Rows that are the same in all arms and have ended in each; with epochs, at least one. */
  readonly joined: number;
  /** Rows with the same id and other content. */
  readonly edited: number;
  readonly onlyIn: readonly { readonly name: string; readonly rows: number }[];
  /** What people said of the responses; null where no labels file concerns them. */
  readonly people: PeopleFigures | null;
  /** What evaluators made of each arm's whole run, whatever rows are joined. */
  readonly evaluations: readonly EvaluationFigures[];
  readonly warnings: readonly string[];
}

interface LoadedArm {
  readonly name: string;
  readonly variant: string;
  readonly run: StoredRun;
  readonly samples: readonly ScoredSample[];
  readonly rows: ReadonlyMap<string, string>;
  readonly labelsFile: LabelsFile | undefined;
}

/** Each name is `<run>[:variant]`; without a variant it is the run's only variant, else its baseline (contracts §1). Throws `compare/incompatible` or `input/invalid`. */
export async function compareRuns(source: RunSource, names: readonly string[]): Promise<RunComparison> {
  if (names.length < 2)
    throw new TouchstoneError("input/invalid", "Two runs are needed to compare.", {
      hint: "Name them: touchstone compare <baseline> <variant>",
    });
  const loaded = await Promise.all(names.map((name) => loadArm(source, name)));
  const isOneRun = new Set(loaded.map((arm) => arm.run.manifest.runId)).size === 1;
  const arms = isOneRun ? loaded.map((arm) => ({ ...arm, name: arm.variant })) : loaded;
  const [baseline, ...variants] = arms as [LoadedArm, ...LoadedArm[]];
  const named = ({ name, run: { manifest } }: LoadedArm) => ({ name, manifest });
  for (const arm of variants) {
    refuseOtherRatings(named(baseline), named(arm));
    refuseOtherEpochs(baseline, arm);
  }
  if (new Set(arms.map((arm) => `${arm.run.manifest.runId}:${arm.variant}`)).size < arms.length) {
    throw new TouchstoneError("input/invalid", "The same arm is named twice.", {
      hint: "Name two arms: touchstone compare latest:baseline latest:<variant>",
    });
  }

  const ids = new Set(arms.flatMap((arm) => [...arm.rows.keys()]));
  const inAll = [...ids].filter((id) => arms.every((arm) => arm.rows.has(id)));
  const equal = inAll.filter((id) => arms.every((arm) => arm.rows.get(id) === baseline.rows.get(id)));
  const ended = arms.map((arm) => new Set(arm.samples.map((sample) => sample.row)));
  const joined = new Set(equal.filter((id) => ended.every((rows) => rows.has(id))));
  if (joined.size < fewestRows && !isOneRun) refuseFewRows(arms, equal.length, joined.size);
  const shared = countPeople(arms.map((arm) => ({ ...arm, samples: arm.samples.filter((sample) => joined.has(sample.row)) })));
  const [sharedBaseline, ...sharedVariants] = shared;
  const { manifest: whole } = baseline.run;
  const { manifest, preferred } = isOneRun ? { manifest: whole, preferred: [] } : withoutPreferences(whole);
  const rules = rowRulesOf(manifest);
  // Runs are compared as runs are, an A/A run's arms too.
  const compared = { ...manifest, purpose: isOneRun ? manifest.purpose : ("run" as const) };
  const floor = await findNoiseFloor(source.storage, baseline.run.manifest);
  const early = isOneRun ? baseline.run.record.early : null;
  const comparisons = sharedBaseline === undefined ? [] : compareVariants(compared, sharedBaseline, sharedVariants, floor, early);
  const warned = shared.map(({ name, samples }, index) => ({
    name,
    samples,
    comparison: index === 0 ? null : (comparisons[index - 1] ?? null),
  }));
  return {
    variants: shared.map((arm, index) => ({
      ...armFigures(arm.name, arm.samples, manifest.criteria, null, rules),
      comparison: index === 0 ? null : (comparisons[index - 1] ?? null),
      ...varianceOf(arm, index === 0 ? null : (sharedBaseline ?? null), manifest),
    })),
    joined: joined.size,
    edited: inAll.length - equal.length,
    onlyIn: arms.map((arm) => ({
      name: arm.name,
      rows: [...arm.rows.keys()].filter((id) => arms.every((other) => other === arm || !other.rows.has(id))).length,
    })),
    people: peopleFigures(
      arms.flatMap(({ labelsFile }) => labelsFile ?? []),
      shared.map(({ name, run, samples }) => ({ name, epochs: run.manifest.epochs, samples: samples.map(({ record }) => record) })),
      manifest.criteria.items,
    ),
    evaluations: evaluationFigures(arms.map(({ name, variant, run }) => ({ name, variant, manifest: run.manifest, record: run.record }))),
    warnings: [
      ...[...new Set(arms.flatMap(({ run }) => describeDamage(run).map((sentence) => `Run ${run.manifest.runId}: ${sentence}`)))],
      ...preferenceWarnings(preferred, whole),
      ...simulationWarnings(arms.flatMap(modelsOf), "Simulated answers are compared: the figures say nothing about a real model."),
      ...arms.flatMap((arm) =>
        missingWarnings(missingOf(arm), `${samplesPerArm(arm.run.manifest)} samples of ${arm.name}`, arm.run.manifest.runId),
      ),
      ...warned.flatMap((arm, index) => (index === 0 ? [] : noiseWarnings(arm))).map(({ text }) => text),
      ...warned.flatMap((arm, index) => (index === 0 ? [] : conditionWarnings(warned[0] ?? arm, arm))).map(({ text }) => text),
      ...shared.flatMap((arm) => usageWarnings(arm.name, arm.samples)),
    ],
  };
}

/** A preference is one against the baseline of its own run, so two runs have none in common. Throws `compare/incompatible` where it decides. */
function withoutPreferences(manifest: RunManifest): { readonly manifest: RunManifest; readonly preferred: readonly string[] } {
  const { criteria, experiment } = manifest;
  const preferences = preferencesOf(criteria.items);
  if (preferences?.has(experiment.plan.primary) === true)
    throw new TouchstoneError(
      "compare/incompatible",
      `The plan decides by ${experiment.plan.primary}, and each run asked which response its judge prefers to the baseline of that run alone.`,
      { hint: "Compare the arms of one run, or make a run with both prompts as its arms." },
    );
  const isAlone = ({ id }: { readonly id: string }): boolean => preferences?.has(`criterion.${id}`) !== true;
  return {
    manifest: { ...manifest, criteria: { ...criteria, items: criteria.items.filter(isAlone) } },
    preferred: criteria.items.filter((item) => !isAlone(item)).map(({ id }) => id),
  };
}

function preferenceWarnings(preferred: readonly string[], { criteria, experiment }: RunManifest): string[] {
  const isInFigures = experiment.plan.primary === "score" || criteria.threshold !== null;
  return preferred.map(
    (id) =>
      `The criterion "${id}" is left out: each run asked which response its judge prefers to the baseline of that run alone.${
        isInFigures ? " The scores of the samples still hold it." : ""
      }`,
  );
}

async function loadArm(source: RunSource, name: string): Promise<LoadedArm> {
  const { run, variant, rows } = await openArm(source.storage, name);
  const { manifest } = run;
  const record = await withLabels(run.record, manifest, source);
  const samples = scoreArm(record, variant, manifest.criteria);
  return { name: `${manifest.runId.slice(0, 13)}:${variant}`, variant, run, samples, labelsFile: record.labelsFile, rows };
}

/** Whether people count is for the arms compared to say, not for those that some run happens to have beside them. */
function countPeople(arms: readonly LoadedArm[]): LoadedArm[] {
  const rows = new Set(arms.flatMap(({ samples }) => samples.flatMap(({ row, record }) => (record.labels === undefined ? [] : [row]))));
  if (rows.size === 0) return [...arms];
  const counted = new Map<SampleRecord, SampleRecord>();
  for (const samples of groupByRow(arms.flatMap((arm) => arm.samples.filter(({ row }) => rows.has(row)))).values()) {
    const records = samples.map(({ record }) => record);
    for (const [index, record] of countLabels(records).entries()) if (records[index] !== undefined) counted.set(records[index], record);
  }
  return arms.map((arm) => ({
    ...arm,
    samples: arm.samples.map((sample) => scoreSample(counted.get(sample.record) ?? sample.record, arm.run.manifest.criteria) ?? sample),
  }));
}

/** Of runs with as many epochs each; the metric is that of the baseline's run. */
function varianceOf(arm: LoadedArm, baseline: LoadedArm | null, manifest: RunManifest): Pick<VariantSummary, "variance"> {
  const { experiment, epochs } = manifest;
  if (arm.run.manifest.epochs !== epochs) return {};
  const facts = { metric: experiment.plan.primary, epochs, rules: rowRulesOf(manifest) };
  const variance = armVariance(arm.samples, baseline?.samples ?? null, facts);
  return variance === null ? {} : { variance };
}

/** The models behind an arm's figures: its own and the judge. */
function modelsOf({ variant, run: { manifest } }: LoadedArm): ManifestModel[] {
  const ids = [manifest.variants.find(({ id }) => id === variant)?.model, manifest.criteria.judge?.model];
  return manifest.models.filter(({ id }) => ids.includes(id));
}

function missingOf({ run, samples }: LoadedArm): number {
  if (run.record.early?.isStopped === true) return 0;
  return samplesPerArm(run.manifest) - samples.length;
}

function refuseFewRows(arms: readonly LoadedArm[], equal: number, joined: number): never {
  const unfinished = arms.find((arm) => missingOf(arm) > 0);
  const hint =
    equal >= fewestRows && unfinished !== undefined
      ? `Finish them first: touchstone resume ${unfinished.run.manifest.runId}`
      : "Run both on the same collection.";
  throw new TouchstoneError(
    "compare/incompatible",
    `These runs share ${count(joined, "equal row")} that ended in all of them; fewer than ${fewestRows} cannot be compared.`,
    { hint },
  );
}

/** At least 2 of 3 and at least 2 of 5 are two questions. */
function refuseOtherEpochs(baseline: LoadedArm, arm: LoadedArm): void {
  const { reduce, epochs } = baseline.run.manifest;
  if (reduce === undefined || arm.run.manifest.epochs === epochs) return;
  throw new TouchstoneError(
    "compare/incompatible",
    `${baseline.name} has ${count(epochs, "epoch")} and ${arm.name} ${arm.run.manifest.epochs}; their rows do not pass by the same rule (reduce: ${reducerName(reduce)}).`,
    { hint: `Run both with --epochs ${epochs}.` },
  );
}

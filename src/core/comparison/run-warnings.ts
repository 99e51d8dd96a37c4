// What a reader of a run's figures must be warned of: what is simulated, missing, unanswered, uncounted or failed.
import { openBatches } from "../domain/batch-record.ts";
import { stopWords } from "../domain/early-stop.ts";
import { shardName, type ManifestModel, type RunManifest } from "../domain/run-manifest.ts";
import { isAnswered, unansweredCalls, type RunRecord } from "../domain/run-record.ts";
import { fewestClusters, fewestClustersForInterval } from "../stats/clusters.ts";
import type { ArmFigures } from "./arm-figures.ts";
import type { ScoredSample } from "./arm-samples.ts";
import type { VariantComparison } from "./compare-variants.ts";
import { positionWarnings } from "./position-bias.ts";
import { count } from "./sentence.ts";

const highErrorRate = 0.02;

/** What is said of a run whose every model is simulated. */
export const allSimulated = "Every answer is simulated: the figures show how Touchstone works, not how good a prompt is.";

/** Of the run as a whole; `missing` counts the planned samples that have not ended. */
export function runWarnings(manifest: RunManifest, record: RunRecord, missing: number): string[] {
  return [
    ...simulationWarnings(manifest.models, allSimulated),
    ...shardWarnings(manifest),
    ...editedGateWarnings(manifest),
    ...earlyWarnings(record),
    ...positionWarnings(manifest, record),
    ...missingWarnings(missing, `${manifest.samples} samples`, manifest.runId),
    ...manifest.variants.flatMap(({ id }) => changedModelWarnings(id, record)),
  ];
}

/** Of a run that stopped when it was decided. */
export function earlyWarnings({ early }: RunRecord): string[] {
  if (early?.isStopped !== true) return [];
  return [
    `The run ${stopWords(early)}. Its verdict allows for that; intervals and the verdicts of single criteria are ordinary ones and do not.`,
  ];
}

/** Of money that may have been spent for nothing: these, unlike the record, depend on when a run was stopped. */
export function billingWarnings(record: RunRecord): string[] {
  return [...waitingWarnings(record), ...unansweredWarnings(record), ...billedInVainWarnings(record)];
}

/** Of a live run these calls are only in flight. */
export function unansweredWarnings(record: RunRecord): string[] {
  const unanswered = unansweredCalls(record).length;
  if (unanswered === 0) return [];
  const sent = unanswered === 1 ? "was sent and never answered; it" : "were sent and never answered; they";
  return [`${count(unanswered, "call")} ${sent} may have been billed.`];
}

/** Of batches that the provider goes on with, and of those that it may have. */
export function waitingWarnings({ batches }: RunRecord): string[] {
  return openBatches(batches).map(({ id, starts, model }) =>
    id === null
      ? `A batch of ${count(starts.length, "request")} for ${model} may have been handed over; resuming looks for it first.`
      : `The batch ${id} of ${count(starts.length, "request")} for ${model} is at the provider; resuming collects it.`,
  );
}

/** Of calls that were made again. */
export function billedInVainWarnings({ possiblyBilledTwice }: RunRecord): string[] {
  if (possiblyBilledTwice === 0) return [];
  return [`${count(possiblyBilledTwice, "call")} may have been billed without an answer that counts.`];
}

/** Of a run that is a part of another one. */
export function shardWarnings({ selection: { shard } }: RunManifest): string[] {
  if (shard === undefined) return [];
  return [`This is shard ${shardName(shard)}: the figures stand for its rows. Put all ${shard.count} together with \`touchstone merge\`.`];
}

/** Of gates that were changed together with what they are to judge. */
export function editedGateWarnings({ against }: RunManifest): string[] {
  if (against?.areGatesEdited !== true) return [];
  return [
    `The gates or the plan were edited in the same change as the prompt: compare them with ${against.ref} before you trust the verdict.`,
  ];
}

/** `whenAll` is said when every model is simulated. */
export function simulationWarnings(models: readonly ManifestModel[], whenAll: string): string[] {
  const simulated = models.filter(({ provider }) => provider === "simulated");
  if (simulated.length === 0) return [];
  if (simulated.length === models.length) return [whenAll];
  const ids = [...new Set(simulated.map(({ id }) => id))];
  return [`Some answers are simulated (${ids.join(", ")}): those figures show how Touchstone works, not how good a prompt is.`];
}

/** `planned` names what `missing` of are missing, as `24 samples`. */
export function missingWarnings(missing: number, planned: string, runId: string): string[] {
  if (missing <= 0) return [];
  return [
    `${missing} of ${planned} ${missing === 1 ? "is missing: finish it" : "are missing: finish them"} with \`touchstone resume ${runId}\`.`,
  ];
}

/** Of an arm whose answers name more than one model. */
export function changedModelWarnings(variant: string, record: RunRecord): string[] {
  const models = new Set<string>();
  for (const { variant: own, response } of record.samples.values())
    if (own === variant && isAnswered(response) && response.model !== null) models.add(response.model);
  return models.size > 1
    ? [`The provider answered for ${variant} with ${models.size} different models: ${[...models].sort().join(", ")}.`]
    : [];
}

/** Of one arm and the samples behind its figures. */
export function armWarnings(
  arm: ArmFigures & { readonly comparison: VariantComparison | null },
  samples: readonly ScoredSample[],
): string[] {
  return [...errorWarnings(arm), ...usageWarnings(arm.name, samples), ...closenessWarnings(arm), ...groupWarnings(arm)];
}

/** Of an arm that is as good as the baseline, as far as the margin goes. */
export function closenessWarnings({
  name,
  comparison,
}: Pick<ArmFigures, "name"> & { readonly comparison: VariantComparison | null }): string[] {
  if (comparison === null || !comparison.practicallyEqual || comparison.verdict !== "no_evidence") return [];
  return [`Any difference between ${name} and ${comparison.baseline} is smaller than your margin.`];
}

/** Of an interval over few groups. */
export function groupWarnings({
  name,
  comparison,
}: Pick<ArmFigures, "name"> & { readonly comparison: VariantComparison | null }): string[] {
  const clusters = comparison?.clusters;
  if (clusters === undefined || clusters < fewestClusters || clusters >= fewestClustersForInterval) return [];
  return [`${name} is compared over ${clusters} groups: the interval is rough, and the sign-flip test is what to go by.`];
}

function errorWarnings({ name, errors, samples, completeCasePassRate, passRate }: ArmFigures): string[] {
  if (samples === 0 || errors / samples <= highErrorRate) return [];
  const complete =
    completeCasePassRate === null
      ? ""
      : ` (pass rate ${percent(passRate?.value ?? 0)} with them as failures, ${percent(completeCasePassRate)} without)`;
  return [
    `${errors} of ${samples} samples of ${name} ended in an error and ${errors === 1 ? "counts as a failure" : "count as failures"}${complete}.`,
  ];
}

/** Answers without usage add nothing to an arm's tokens. */
export function usageWarnings(name: string, samples: readonly ScoredSample[]): string[] {
  const uncounted = samples.filter(({ record: { response } }) => isAnswered(response) && response.usage === null).length;
  return uncounted > 0 ? [`${count(uncounted, "answer")} of ${name} came without token counts; tokens and cost are incomplete.`] : [];
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

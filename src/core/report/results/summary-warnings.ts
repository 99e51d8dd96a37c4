// What a reader of the figures must be told beside them, each with what can be done about it.
import type { LabelledAction } from "../../../protocol/actions.ts";
import type { SummaryPlane } from "../../../protocol/summary-plane.ts";
import type { ArmFigures } from "../../comparison/arm-figures.ts";
import type { ScoredSample } from "../../comparison/arm-samples.ts";
import type { PeopleFigures } from "../../comparison/people-figures.ts";
import type { VariantComparison } from "../../comparison/compare-variants.ts";
import { evaluationsOf, evaluationWarnings } from "../../comparison/evaluation-figures.ts";
import {
  allSimulated,
  billedInVainWarnings,
  changedModelWarnings,
  closenessWarnings,
  earlyWarnings,
  editedGateWarnings,
  groupWarnings,
  shardWarnings,
  simulationWarnings,
  unansweredWarnings,
  usageWarnings,
} from "../../comparison/run-warnings.ts";
import { bestOfWarnings, designWarnings, type DesignWarning, type WarnedArm } from "../../comparison/design-warnings.ts";
import type { NoiseFloor } from "../../comparison/noise.ts";
import { hasRetriable } from "../../comparison/has-retriable.ts";
import { count } from "../../comparison/sentence.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { formatCount, formatPercent } from "../figures.ts";
import { peopleSentences } from "../people-text.ts";
import type { RunStatus } from "../run-result.ts";
import { sampleError } from "./outcome-words.ts";
import { preview } from "./text-limits.ts";

type Warning = SummaryPlane["warnings"][number];

export interface ShownArm {
  readonly figures: ArmFigures;
  readonly samples: readonly ScoredSample[];
  readonly comparison: VariantComparison | null;
}

export interface WarningInput {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly status: RunStatus;
  readonly planWarnings: readonly string[];
  /** The arms that are shown. */
  readonly arms: readonly ShownArm[];
  /** Every arm that was compared, whichever is shown. */
  readonly compared?: readonly WarnedArm[];
  readonly missing: number;
  /** What the newest A/A run of the baseline found; null where there is none, absent where nobody has looked. */
  readonly floor?: NoiseFloor | null;
  readonly people: PeopleFigures | null;
}

const longestReason = 300;
const mostWarnings = 50;
const longestWarning = 600;

export function summaryWarnings(input: WarningInput): Warning[] {
  const { manifest, record, status, planWarnings, arms, compared = [], missing, floor, people } = input;
  const isDone = status === "done";
  const shown = arms.map(({ figures: { name }, samples, comparison }) => ({ name, samples, comparison }));
  // Of two arms neither is the best of several: who looks at one variant is told of the others too.
  const design = [...bestOfWarnings(compared.slice(1)), ...designWarnings(manifest, shown, missing > 0 ? undefined : floor)];
  const told = new Set<string>(design.map(({ text }) => text));
  return [
    ...planWarnings.filter((text) => !told.has(text)).map(plain),
    // Nothing is wrong with answers that are simulated.
    ...simulationWarnings(manifest.models, allSimulated).map(info),
    ...manifest.variants.flatMap(({ id }) => changedModelWarnings(id, record)).map(plain),
    ...earlyWarnings(record).map(info),
    // What is missing from an unfinished run stands on its card.
    ...(isDone && missing > 0 ? [missingWarning(missing, manifest.samples)] : []),
    ...errorWarnings(arms, isDone && hasRetriable(manifest, record)),
    ...design.filter(({ severity }) => severity === "warning").map(withRemedy),
    ...arms.flatMap(ownWarnings).map(plain),
    // Calls in flight are no loss while the run is live, and stand on the card once it has stopped.
    ...(isDone ? unansweredWarnings(record) : []).map(plain),
    ...billedInVainWarnings(record).map(plain),
    ...evaluationWarnings(manifest, record, evaluationsOf(manifest, record)).map(plain),
    ...editedGateWarnings(manifest).map(plain),
    ...partWarnings(manifest).map(info),
    ...design.filter(({ severity }) => severity === "info").map(withRemedy),
    ...peopleSentences(people).map(info),
  ]
    .slice(0, mostWarnings)
    .map((warning) => ({ ...warning, text: preview(warning.text, longestWarning) }));
}

function partWarnings(manifest: RunManifest): string[] {
  if (manifest.selection.shard !== undefined) return shardWarnings(manifest);
  return manifest.isPartial ? ["Only a part of the rows ran: the figures stand for that part."] : [];
}

/** Of one arm; its errors are told together with those of the other. */
function ownWarnings({ figures: { name }, samples, comparison }: ShownArm): string[] {
  return [...usageWarnings(name, samples), ...closenessWarnings({ name, comparison }), ...groupWarnings({ name, comparison })];
}

function plain(text: string): Warning {
  return { severity: "warning", text, actions: [] };
}

function info(text: string): Warning {
  return { severity: "info", text, actions: [] };
}

function withRemedy({ severity, text, remedy }: DesignWarning): Warning {
  const check: LabelledAction = { label: "Noise Check", action: { kind: "command", command: "noise-check" } };
  return { severity, text, actions: remedy === undefined ? [] : [check] };
}

function missingWarning(missing: number, planned: number): Warning {
  return {
    severity: "warning",
    text: `${formatCount(missing)} of ${count(planned, "sample")} ${missing === 1 ? "is" : "are"} missing.`,
    actions: [{ label: "Resume", action: { kind: "command", command: "resume" } }],
  };
}

function errorWarnings(arms: readonly ShownArm[], canRetry: boolean): Warning[] {
  const failed = arms.filter(({ figures }) => figures.errors > 0);
  const errors = failed.reduce((sum, { figures }) => sum + figures.errors, 0);
  if (errors === 0) return [];
  const who = failed.map(({ figures }) => `${formatCount(figures.errors)} ${figures.name}`).join(" and ");
  const text = [
    `${who} ${errors === 1 ? "sample" : "samples"} ended in an error and ${errors === 1 ? "counts as a failure" : "count as failures"}.`,
    ...rateWithout(failed),
    ...commonestReason(failed),
  ].join(" ");
  const show: LabelledAction = { label: "Show Errors", action: { kind: "show-rows", chips: ["errors"] } };
  const retry: LabelledAction = { label: "Retry Errors", action: { kind: "command", command: "retry" } };
  return [{ severity: "warning", text, actions: canRetry ? [show, retry] : [show] }];
}

function rateWithout(failed: readonly ShownArm[]): string[] {
  const rates = failed.flatMap(({ figures: { name, completeCasePassRate } }) =>
    completeCasePassRate === null ? [] : [`${formatPercent(completeCasePassRate)} of ${name}`],
  );
  return rates.length === 0 ? [] : [`Without them ${rates.join(" and ")} pass.`];
}

function commonestReason(failed: readonly ShownArm[]): string[] {
  const counts = new Map<string, number>();
  for (const { outcome, record } of failed.flatMap(({ samples }) => samples)) {
    const reason = outcome === "error" ? sampleError(record) : null;
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const [commonest] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (commonest === undefined) return [];
  const reason = preview(commonest[0], longestReason);
  return [`${counts.size === 1 ? "The reason" : "The commonest reason"}: ${reason}${/[.!?…]$/.test(reason) ? "" : "."}`];
}

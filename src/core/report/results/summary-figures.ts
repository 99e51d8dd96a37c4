// The part of a summary that takes long in a large run: every arm scored and counted, every variant compared. The same for every variant that is looked at.
import { armFigures, type ArmFigures } from "../../comparison/arm-figures.ts";
import { scoreArm, type ScoredSample } from "../../comparison/arm-samples.ts";
import { compareVariants, type VariantComparison } from "../../comparison/compare-variants.ts";
import type { NoiseFloor } from "../../comparison/noise.ts";
import { peopleOf, type PeopleFigures } from "../../comparison/people-figures.ts";
import { rowRulesOf } from "../../comparison/row-rules.ts";
import { decideGates } from "../../gates/decide-gates.ts";
import type { RunGates } from "../../gates/ruling.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";

export interface SummaryFigures {
  /** The baseline first. */
  readonly arms: readonly SummaryArm[];
  /** Null for a run without gates, and while the run is live. */
  readonly gates: RunGates | null;
  /** What people said of the responses of all arms; null where no labels file concerns the run, and while it is live. */
  readonly people: PeopleFigures | null;
}

export interface SummaryArm {
  readonly name: string;
  readonly samples: readonly ScoredSample[];
  readonly figures: ArmFigures;
  /** Null for the baseline, without shared rows, and while the run is live: no verdict before the planned rows. */
  readonly comparison: VariantComparison | null;
}

/** P-values are adjusted over every variant of the run, whichever is looked at. */
export function summaryFigures(manifest: RunManifest, record: RunRecord, isLive: boolean, floor: NoiseFloor | null = null): SummaryFigures {
  const arms = manifest.variants.map(({ id }) => ({ name: id, samples: scoreArm(record, id, manifest.criteria) }));
  const [baseline, ...variants] = arms;
  const rules = rowRulesOf(manifest);
  const comparisons = isLive || baseline === undefined ? [] : compareVariants(manifest, baseline, variants, floor, record.early);
  return {
    gates: isLive ? null : decideGates(manifest, record),
    people: isLive ? null : peopleOf(manifest, record, arms),
    arms: arms.map(({ name, samples }, index) => ({
      name,
      samples,
      figures: armFigures(name, samples, manifest.criteria, null, rules),
      comparison: comparisons[index - 1] ?? null,
    })),
  };
}

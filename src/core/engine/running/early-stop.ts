// Watches a run that may stop early: evidence is counted along the seeded order of rows, never in the order in which answers come.
import type { Hash } from "../../base/hash.ts";
import { scoreSample } from "../../comparison/arm-samples.ts";
import { fewestRows } from "../../comparison/compare-arms.ts";
import { metricValue } from "../../comparison/metric.ts";
import { decisiveEvidence, type EarlyEvidence, type EarlyStop } from "../../domain/early-stop.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { mcnemarEValue } from "../../stats/e-values.ts";
import type { Plan } from "../planning/plan.ts";

export interface EarlyStopWatch {
  /** Takes in what has ended since; true once every variant is decided, and for ever after. */
  look(): boolean;
  /** What has been taken in. */
  evidence(): Omit<EarlyStop, "isStopped">;
}

/** The sample of each arm. */
type RowSamples = ReadonlyMap<string, Hash>;

/** Null for a run that may not stop early. `whole` is the plan that the run began with: its order is fixed by the seed before the first call. */
export function watchForEarlyStop(
  manifest: Pick<RunManifest, "criteria" | "experiment" | "purpose">,
  whole: Pick<Plan, "samples" | "arms">,
  record: Pick<RunRecord, "samples">,
): EarlyStopWatch | null {
  const { plan } = manifest.experiment;
  const [baseline, ...variants] = whole.arms.map(({ name }) => name);
  if (plan.early_stop !== true || manifest.purpose === "aa" || baseline === undefined || variants.length === 0) return null;
  const rows = rowsInOrder(whole);
  const decisive = decisiveEvidence(plan.alpha, variants.length);
  const counts = new Map(variants.map((variant) => [variant, { onlyVariant: 0, onlyBaseline: 0 }]));
  const strongest = new Map<string, EarlyEvidence>(
    variants.map((variant) => [variant, { variant, rows: 0, onlyVariant: 0, onlyBaseline: 0, logE: 0 }]),
  );
  let seen = 0;
  let isDecided = false;

  const passesOf = (row: RowSamples): ReadonlyMap<string, boolean> | null => {
    const passes = new Map<string, boolean>();
    for (const [arm, hash] of row) {
      const sample = record.samples.get(hash);
      const scored = sample === undefined || sample.response === null ? null : scoreSample(sample, manifest.criteria);
      if (scored === null) return null;
      passes.set(arm, metricValue(scored, plan.primary) === 1);
    }
    return passes;
  };
  const countRow = (passes: ReadonlyMap<string, boolean>): void => {
    seen += 1;
    for (const [variant, count] of counts) {
      const [own, other] = [passes.get(variant) === true, passes.get(baseline) === true];
      if (own && !other) count.onlyVariant += 1;
      if (other && !own) count.onlyBaseline += 1;
      const { logE } = mcnemarEValue(count.onlyVariant, count.onlyBaseline);
      if (seen >= fewestRows && logE > (strongest.get(variant)?.logE ?? 0)) strongest.set(variant, { variant, rows: seen, ...count, logE });
    }
    isDecided = [...strongest.values()].every(({ logE }) => logE >= decisive);
  };
  return {
    look() {
      for (let next = rows[seen]; !isDecided && next !== undefined; next = rows[seen]) {
        const passes = passesOf(next);
        if (passes === null) break;
        countRow(passes);
      }
      return isDecided;
    },
    evidence: () => ({ rows: seen, of: rows.length, variants: [...strongest.values()] }),
  };
}

/** The rows in the order in which they are started. */
function rowsInOrder({ samples }: Pick<Plan, "samples">): readonly RowSamples[] {
  const rows = new Map<string, Map<string, Hash>>();
  for (const { row, arm, hash } of samples) {
    const known = rows.get(row.id);
    if (known === undefined) rows.set(row.id, new Map([[arm.name, hash]]));
    else known.set(arm.name, hash);
  }
  return [...rows.values()];
}

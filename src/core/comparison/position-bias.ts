// Whether a judge that compares two responses likes what stands first: the order was drawn by lot, so it should choose the first as often as the second.
import { isPairwise } from "../domain/criterion-set.ts";
import { isVariantFirst } from "../domain/pairwise-order.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import { plannedSamples, type RunRecord } from "../domain/run-record.ts";
import { fairBinomial } from "../stats/binomial.ts";

export interface PositionBias {
  readonly criterion: string;
  /** How often one of the two was preferred: ties tell nothing. */
  readonly decided: number;
  /** How often it was the first. */
  readonly first: number;
  /** Two-sided binomial test against one half; 1 where nothing was decided. */
  readonly p: number;
}

/** Fewer decided verdicts are never spoken of. */
const fewestDecided = 20;
const surprising = 0.01;

/** One for each pairwise criterion of a run, by what the judge said and whatever people say of it. */
export function positionBias({ criteria, order, variants }: RunManifest, record: Pick<RunRecord, "samples">): PositionBias[] {
  const { seed } = order;
  const [baseline] = variants;
  const samples = [...plannedSamples(record)].filter(({ variant }) => variant !== baseline?.id);
  return criteria.items
    .filter(({ kind }) => isPairwise({ scorer: kind }))
    .map(({ id: criterion }) => {
      let [decided, first] = [0, 0];
      for (const { row, epoch, variant, ratings } of samples) {
        const value = ratings.get(criterion)?.value ?? null;
        if (value !== 0 && value !== 1) continue;
        decided += 1;
        if ((value === 1) === isVariantFirst({ seed, row, epoch, criterion, variant })) first += 1;
      }
      return { criterion, decided, first, p: Math.min(1, 2 * fairBinomial(Math.min(first, decided - first), decided).atMost) };
    });
}

/** Of a judge whose choice depends on the place. */
export function positionWarnings(manifest: RunManifest, record: Pick<RunRecord, "samples">): string[] {
  return positionBias(manifest, record)
    .filter(({ decided, p }) => decided >= fewestDecided && p < surprising)
    .map(({ criterion, decided, first, p }) => {
      const chosen = first > decided - first ? "first" : "second";
      const share = Math.round((100 * Math.max(first, decided - first)) / decided);
      return `On "${criterion}" the judge prefers the ${chosen} of two responses in ${share}% of ${decided} verdicts (${p < 0.0001 ? "p < 0.0001" : `p = ${p.toFixed(4)}`}): the place sways it. The order is drawn by lot, so this favours no arm, but it hides differences.`;
    });
}

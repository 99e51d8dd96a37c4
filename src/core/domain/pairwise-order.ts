// Which of two responses a judge sees first: drawn, so that a judge who likes what stands first favours no arm.
import { drawFrom } from "../base/hash.ts";

export interface ComparedPair {
  /** Of the run. */
  readonly seed: number;
  readonly row: string;
  readonly epoch: number;
  readonly criterion: string;
  readonly variant: string;
}

/** True where the variant's response is the first, false where the baseline's is; the same for ever. */
export function isVariantFirst({ seed, row, epoch, criterion, variant }: ComparedPair): boolean {
  return drawFrom("pairwise", seed, row, epoch, criterion, variant) < 0.5;
}

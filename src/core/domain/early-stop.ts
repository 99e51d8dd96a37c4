// What a run that may stop early knew of its primary metric when it ended: enough to decide it by, whatever ended after the decision.
import * as z from "zod";
import type { RunManifest } from "./run-manifest.ts";
import { amountSchema, nameSchema } from "./stored-values.ts";

/** The strongest evidence that a variant differs from the baseline, over all beginnings of the seeded order of rows of at least 20. */
export interface EarlyEvidence {
  readonly variant: string;
  /** How many rows that beginning has. */
  readonly rows: number;
  /** Of these, rows that only one of the two passed. */
  readonly onlyVariant: number;
  readonly onlyBaseline: number;
  /** Natural logarithm of the e-value (`mcnemar_evalue_two_sided`). */
  readonly logE: number;
}

export interface EarlyStop {
  /** Rows that had ended in every arm, without a gap from the first one on, and rows in all. */
  readonly rows: number;
  readonly of: number;
  /** True where the run ended because every variant was decided: what did not run is not missing. */
  readonly isStopped: boolean;
  readonly variants: readonly EarlyEvidence[];
}

/** The e-value of so many variants that decides one of them, as a natural logarithm: 1/alpha, Bonferroni over the variants. */
export function decisiveEvidence(alpha: number, variants: number): number {
  return Math.log(variants / alpha);
}

/** Planned samples that have not ended; none of a run that stopped on purpose. */
export function missingSamples(
  { samples }: Pick<RunManifest, "samples">,
  { early }: { readonly early: EarlyStop | null },
  ended: number,
): number {
  return early?.isStopped === true ? 0 : samples - ended;
}

/** `stopped early after 84 of 300 rows: e = 31.2 for short`. */
export function stopWords({ rows, of, variants }: Omit<EarlyStop, "isStopped">): string {
  const evidence = variants.map(({ variant, logE }) => `e = ${Math.exp(logE).toPrecision(3)} for ${variant}`);
  return `stopped early after ${rows} of ${of} rows: ${evidence.join(", ")}`;
}

/** The shape in which it is stored. */
export const earlyStopSchema: z.ZodType<EarlyStop> = z.looseObject({
  rows: amountSchema,
  of: amountSchema,
  isStopped: z.boolean(),
  variants: z
    .array(
      z.looseObject({ variant: nameSchema, rows: amountSchema, onlyVariant: amountSchema, onlyBaseline: amountSchema, logE: z.number() }),
    )
    .max(1000),
});

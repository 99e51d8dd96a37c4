// How the epochs of a row become one value: of passes and fails by the rule that the experiment names, of anything else the mean.
import * as z from "zod";

const epochCount = z.int().min(1).max(1000);

const keyedReducer = z
  .strictObject({
    at_least: epochCount.optional().describe("A row passes when at least so many of its epochs do."),
    pass_at: epochCount.optional().describe("A row counts as the chance that one of so many answers passes."),
  })
  .refine(({ at_least: least, pass_at: answers }) => (least === undefined) !== (answers === undefined), {
    error: "must hold either at_least or pass_at",
  });

export const reducerSchema = z.union([z.enum(["mean", "mode"]), keyedReducer]);

export type Reducer = z.output<typeof reducerSchema>;

/**
 * The value of a row in [0, 1] from `values`, one for each epoch that has ended and 0 or 1 for any reducer but the mean.
 * - `mean`: their mean.
 * - `mode`: 1 where more than half are 1; a tie is a fail.
 * - `at_least` k: 1 where k of them are 1.
 * - `pass_at` k: 1 - C(n-c,k)/C(n,k) with c passes in n epochs, the unbiased chance that one of k answers passes (Chen et al. 2021,
 *   arXiv 2107.03374). With fewer than k epochs those that are missing count as failed.
 */
export function reduceEpochs(values: readonly number[], reducer: Reducer): number {
  const passes = values.reduce((total, value) => total + value, 0);
  if (reducer === "mean") return passes / values.length;
  if (reducer === "mode") return passes > values.length / 2 ? 1 : 0;
  const { at_least: least, pass_at: answers = 1 } = reducer;
  if (least !== undefined) return passes >= least ? 1 : 0;
  return chanceOfPass(passes, Math.max(values.length, answers), answers);
}

/** As a product, in which nothing overflows: C(n-c,k)/C(n,k) is the product of 1 - k/i over the last c numbers i up to n. */
function chanceOfPass(passes: number, epochs: number, answers: number): number {
  if (epochs - passes < answers) return 1;
  let noneOfThem = 1;
  for (let index = epochs - passes + 1; index <= epochs; index += 1) noneOfThem *= 1 - answers / index;
  return 1 - noneOfThem;
}

/** True where a row passes or fails however many epochs it has; of a single epoch it does in any case. */
export function isYesOrNoReducer(reducer: Reducer): boolean {
  return reducer === "mode" || (reducer !== "mean" && reducer.at_least !== undefined);
}

/** How many epochs a row needs at least; 1 for mean and mode. */
export function epochsNeeded(reducer: Reducer): number {
  if (typeof reducer === "string") return 1;
  return reducer.at_least ?? reducer.pass_at ?? 1;
}

/** As it is written in an experiment: `at_least: 2`. */
export function reducerName(reducer: Reducer): string {
  if (typeof reducer === "string") return reducer;
  return reducer.at_least === undefined ? `pass_at: ${reducer.pass_at}` : `at_least: ${reducer.at_least}`;
}

/** What a row of several epochs counts as, in a sentence; null for the mean, which is what anybody expects, and for one epoch. */
export function reducerSentence(reducer: Reducer, epochs: number): string | null {
  if (epochs === 1 || reducer === "mean") return null;
  if (reducer === "mode") return `A row passes when more than half of its ${epochs} epochs do.`;
  const { at_least: least, pass_at: answers = 1 } = reducer;
  if (least === undefined)
    return answers === 1
      ? "A row counts as the chance that an answer passes."
      : `A row counts as the chance that one of ${answers} answers passes.`;
  if (least === epochs) return `A row passes when all of its ${epochs} epochs do.`;
  return `A row passes when at least ${least} of its ${epochs} epochs ${least === 1 ? "does" : "do"}.`;
}

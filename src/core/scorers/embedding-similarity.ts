// similarity with a model: the cosine of what the response and the reference mean to it.
import type { Criterion } from "../domain/criterion-set.ts";
import { reached } from "./likeness.ts";
import { negate } from "./negate.ts";
import { quote } from "./quote.ts";
import type { Rated } from "./scorer.ts";

/** True for a criterion that compares by a model of embeddings and not by letters. */
export function usesEmbeddings({ scorer, options }: Pick<Criterion, "scorer" | "options">): boolean {
  return scorer === "similarity" && typeof options.model === "string";
}

/** The cosine of two vectors of equal length, -1 to 1; null where one of them is all zero. */
export function cosineOf(a: readonly number[], b: readonly number[]): number | null {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    product += value * other;
    squaresA += value * value;
    squaresB += other * other;
  }
  const length = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  return length > 0 && Number.isFinite(length) ? Math.min(1, Math.max(-1, product / length)) : null;
}

/** What is kept of an answer: of vectors with thousands of numbers nothing else is asked. */
export function cosineText(cosine: number | null): string {
  return JSON.stringify({ cosine });
}

/** The rating that a kept cosine means for the criterion. */
export function rateCosine(text: string, { options, isNegated }: Pick<Criterion, "options" | "isNegated">): Rated {
  const cosine = readCosine(text);
  if (cosine === null)
    return { kind: "error", code: "scorer/no-embedding", message: `The model gave no vectors that have an angle: ${quote(text)}.` };
  return likeByMeaning(cosine, { options, isNegated });
}

/** A response without a word is like nothing. */
export function rateEmptyResponse(criterion: Pick<Criterion, "options" | "isNegated">): Rated {
  return likeByMeaning(0, criterion);
}

function likeByMeaning(cosine: number, { options, isNegated }: Pick<Criterion, "options" | "isNegated">): Rated {
  const rated = reached("The similarity of meaning", cosine, Number(options.at_least));
  return isNegated ? negate(rated, "similarity") : rated;
}

function readCosine(text: string): number | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const cosine = typeof value === "object" && value !== null && "cosine" in value ? value.cosine : null;
  return typeof cosine === "number" && cosine >= -1 && cosine <= 1 ? cosine : null;
}

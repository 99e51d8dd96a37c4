// similarity: how alike two texts are by the runs of three characters in them; the letters are compared, not what they mean, unless a model is named.
import * as z from "zod";
import { likenessScorer } from "./likeness.ts";
import type { ScorerDefinition } from "./scorer.ts";
import { countItems, wordsOf } from "./words.ts";

const lexical = likenessScorer({
  title:
    "The response is like this text: by its letters (cosine of runs of three characters; a paraphrase scores low), or with `model` by what it means (cosine of embeddings)",
  name: "The lexical similarity",
  pieces: trigramsOf,
  score: cosine,
});

/** With a `model` it is not rated here: embeddings are asked for, and their cosine is compared with `at_least`. */
export const similarity: ScorerDefinition = {
  ...lexical,
  options: {
    ...lexical.options,
    model: z
      .string()
      .min(1)
      .optional()
      .describe("A model of embeddings, a path ending in .model.yaml or provider/model: meanings are compared then, and no letters."),
  },
};

/** Every run of three characters of the words, one space around and between them. */
function trigramsOf(text: string): string[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const characters = Array.from(` ${words.join(" ")} `);
  return characters.slice(2).map((last, index) => `${characters[index] ?? ""}${characters[index + 1] ?? ""}${last}`);
}

function cosine(items: readonly string[], others: readonly string[]): number {
  const [counts, otherCounts] = [countItems(items), countItems(others)];
  let product = 0;
  for (const [item, count] of counts) product += count * (otherCounts.get(item) ?? 0);
  return Math.min(1, product / Math.sqrt(squares(counts) * squares(otherCounts)));
}

function squares(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count * count, 0);
}

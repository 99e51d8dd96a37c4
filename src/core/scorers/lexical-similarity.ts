// similarity: how alike two texts are by the runs of three characters in them; the letters are compared, not what they mean.
import { likenessScorer } from "./likeness.ts";
import { countItems, wordsOf } from "./words.ts";

export const similarity = likenessScorer({
  title: "The response is like this text by its letters (lexical: cosine of runs of three characters; a paraphrase scores low)",
  name: "The lexical similarity",
  pieces: trigramsOf,
  score: cosine,
});

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

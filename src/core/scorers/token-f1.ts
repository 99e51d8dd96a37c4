// token-f1: the words that response and reference share in any order, counted as for SQuAD (Rajpurkar 2016).
import { likenessScorer } from "./likeness.ts";
import { countShared, harmonicShare } from "./words.ts";

export const tokenF1 = likenessScorer({
  title: "The response shares enough words with this text, in any order (F1, without punctuation and a, an, the)",
  name: "The F1 of the words",
  pieces: answerWords,
  score: (response, reference) => harmonicShare(countShared(response, reference), response.length, reference.length),
});

/** Punctuation is taken out, not replaced: `don't` becomes `dont`. */
function answerWords(text: string): string[] {
  const plain = text.toLowerCase().replace(/[\p{P}$+<=>^`|~]/gu, "");
  return plain.split(/\s+/).filter((word) => !["", "a", "an", "the"].includes(word));
}

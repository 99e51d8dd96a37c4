// rouge-l: the words that response and reference have in common in the same order (Lin 2004), as rouge-score counts them without a stemmer.
import { commonSubsequence } from "./common-subsequence.ts";
import { likenessScorer } from "./likeness.ts";
import { harmonicShare, wordsOf } from "./words.ts";

export const rougeL = likenessScorer({
  title: "The response has enough words of this text in the same order (ROUGE-L, F-measure)",
  name: "ROUGE-L",
  pieces: wordsOf,
  score: (response, reference) => harmonicShare(commonSubsequence(response, reference), response.length, reference.length),
  maximumPieces: 10_000,
});

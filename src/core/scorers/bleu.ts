// bleu: shared runs of one to four words (Papineni 2002), as sacreBLEU scores one sentence: tokenizer 13a, exponential smoothing, effective order.
import { likenessScorer } from "./likeness.ts";
import { countShared } from "./words.ts";

export const bleu = likenessScorer({
  title: "The response shares enough runs of words with this text (BLEU of one sentence, from 0 to 1)",
  name: "BLEU",
  pieces: tokensOf,
  score: bleuOf,
});

const longestRun = 4;

function bleuOf(response: readonly string[], reference: readonly string[]): number {
  let logarithms = 0;
  let order = 0;
  let smoothing = 1;
  for (let length = 1; length <= Math.min(longestRun, response.length); length++) {
    const runs = runsOf(response, length);
    const shared = countShared(runs, runsOf(reference, length));
    if (shared === 0 && length === 1) return 0;
    if (shared === 0) smoothing *= 2;
    logarithms += Math.log(shared === 0 ? 1 / (smoothing * runs.length) : shared / runs.length);
    order = length;
  }
  const brevity = Math.min(0, 1 - reference.length / response.length);
  return Math.exp(brevity + logarithms / order);
}

/** Every run of `length` tokens; tokens hold no spaces. */
function runsOf(tokens: readonly string[], length: number): string[] {
  return tokens.slice(length - 1).map((_, index) => tokens.slice(index, index + length).join(" "));
}

/** The tokens of mteval-v13a: punctuation stands alone, but for apostrophes, hyphens inside words, and points and commas inside numbers. */
function tokensOf(text: string): string[] {
  const plain = text
    .replaceAll("-\n", "")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  const parted = plain
    .replace(/[!-&(-+/:-@[-`{-~]/g, " $& ")
    .replace(/(?<!\d)[.,]|[.,](?!\d)/g, " $& ")
    .replace(/(?<=\d)-/g, " - ");
  return parted.split(/\s+/).filter((token) => token !== "");
}

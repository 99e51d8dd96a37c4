// "Did you mean": the known word nearest to a misspelt one.
import { distance } from "fastest-levenshtein";

/** The candidate nearest to `word`, or null when none is near enough to be a likely slip of the fingers. */
export function suggest(word: string, candidates: Iterable<string>): string | null {
  const lowered = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const steps = countSlips(lowered, candidate.toLowerCase());
    if (steps < bestDistance) [best, bestDistance] = [candidate, steps];
  }
  return best;
}

/** The edit distance, where a swapped pair of neighbours is one slip and not two. */
function countSlips(word: string, candidate: string): number {
  const steps = distance(word, candidate);
  if (steps !== 2 || word.length !== candidate.length) return steps;
  const start = word.split("").findIndex((letter, index) => letter !== candidate[index]);
  return word[start] === candidate[start + 1] && word[start + 1] === candidate[start] ? 1 : steps;
}

/** `Did you mean "x"?`, or a list of what there is when nothing is near. */
export function didYouMean(word: string, candidates: readonly string[], noun: string): string {
  const near = suggest(word, candidates);
  if (near !== null) return `Did you mean "${near}"?`;
  if (candidates.length === 0) return `There is no ${noun} to choose from.`;
  const shown = candidates.slice(0, 12).join(", ");
  return `Known: ${shown}${candidates.length > 12 ? ", …" : ""}.`;
}

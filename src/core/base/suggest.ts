// "Did you mean": the known word nearest to a misspelt one.
import { distance } from "fastest-levenshtein";

/** The candidate nearest to `word`, or null when none is near enough to be a likely slip of the fingers. */
export function suggest(word: string, candidates: Iterable<string>): string | null {
  const lowered = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const steps = distance(lowered, candidate.toLowerCase());
    if (steps < bestDistance) [best, bestDistance] = [candidate, steps];
  }
  return best;
}

/** `Did you mean "x"?`, or a list of what there is when nothing is near. */
export function didYouMean(word: string, candidates: readonly string[], noun: string): string {
  const near = suggest(word, candidates);
  if (near !== null) return `Did you mean "${near}"?`;
  if (candidates.length === 0) return `There is no ${noun} to choose from.`;
  const shown = candidates.slice(0, 12).join(", ");
  return `Known: ${shown}${candidates.length > 12 ? ", …" : ""}.`;
}

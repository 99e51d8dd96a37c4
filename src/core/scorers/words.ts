// A text as a list of words, and how many words two lists share: what the checks of likeness count.

/** The words of a text in order, in lower case: runs of letters, digits and the marks on them. In plain English text as ROUGE's own tokenizer has them. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** How often each item stands in a list. */
export function countItems(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** How many items two lists share, each as often as it stands in both. */
export function countShared(items: readonly string[], others: readonly string[]): number {
  const left = countItems(others);
  let shared = 0;
  for (const item of items) {
    const rest = left.get(item) ?? 0;
    if (rest === 0) continue;
    left.set(item, rest - 1);
    shared += 1;
  }
  return shared;
}

/** The harmonic mean of what share of each list the other one has; 0 where nothing is shared. */
export function harmonicShare(shared: number, length: number, otherLength: number): number {
  return shared === 0 ? 0 : (2 * shared) / (length + otherLength);
}

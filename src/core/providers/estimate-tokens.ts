// A rough count of tokens for plans, before any provider has counted.

/** An estimate, to be labelled as one: UTF-16 characters / 4, rounded up. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

// The dated price table: USD per million tokens at the standard tier. Models whose price depends on the length of a prompt are left out.
import type { Price } from "../domain/model-config.ts";

/**
 * The day on which the table was last compared with what is published at https://developers.openai.com/api/docs/pricing
 * and https://platform.claude.com/docs/en/about-claude/pricing.
 */
export const pricesAsOf = "2026-11-06";

const batch = 0.5;

const openaiPrices: ReadonlyMap<string, Price> = new Map([
  ["gpt-5.4-mini", { input: 0.75, cached_input: 0.075, output: 4.5, batch }],
  ["gpt-5.4-nano", { input: 0.2, cached_input: 0.02, output: 1.25, batch }],
  ["gpt-5.2", { input: 1.75, cached_input: 0.175, output: 14, batch }],
  ["gpt-5.1", { input: 1.25, cached_input: 0.125, output: 10, batch }],
  ["gpt-5", { input: 1.25, cached_input: 0.125, output: 10, batch }],
  ["gpt-5-mini", { input: 0.25, cached_input: 0.025, output: 2, batch }],
  ["gpt-5-nano", { input: 0.05, cached_input: 0.005, output: 0.4, batch }],
  ["gpt-4.1", { input: 2, cached_input: 0.5, output: 8, batch }],
  ["gpt-4.1-mini", { input: 0.4, cached_input: 0.1, output: 1.6, batch }],
  ["gpt-4.1-nano", { input: 0.1, cached_input: 0.025, output: 0.4, batch }],
  ["gpt-4o", { input: 2.5, cached_input: 1.25, output: 10, batch }],
  ["gpt-4o-mini", { input: 0.15, cached_input: 0.075, output: 0.6, batch }],
  ["o3", { input: 2, cached_input: 0.5, output: 8, batch }],
  ["o4-mini", { input: 1.1, cached_input: 0.275, output: 4.4, batch }],
]);

const anthropicPrices: ReadonlyMap<string, Price> = new Map([
  ["claude-fable-5-1", { input: 10, cached_input: 0.25, output: 50, batch }],
  ["claude-fable-5", { input: 10, cached_input: 1, output: 50, batch }],
  ["claude-opus-5-5", { input: 4, cached_input: 0.2, output: 20, batch }],
  ["claude-opus-5", { input: 5, cached_input: 0.5, output: 25, batch }],
  ["claude-opus-4-8", { input: 5, cached_input: 0.5, output: 25, batch }],
  ["claude-opus-4-7", { input: 5, cached_input: 0.5, output: 25, batch }],
  ["claude-opus-4-6", { input: 5, cached_input: 0.5, output: 25, batch }],
  ["claude-opus-4-5", { input: 5, cached_input: 0.5, output: 25, batch }],
  ["claude-sonnet-5-5", { input: 2, cached_input: 0.1, output: 10, batch }],
  ["claude-sonnet-5", { input: 2, cached_input: 0.2, output: 10, batch }],
  ["claude-sonnet-4-6", { input: 3, cached_input: 0.3, output: 15, batch }],
  ["claude-haiku-4-5", { input: 1, cached_input: 0.1, output: 5, batch }],
]);

/** By provider, then by the model's name without its date. */
export const prices: ReadonlyMap<string, ReadonlyMap<string, Price>> = new Map([
  ["openai", openaiPrices],
  ["anthropic", anthropicPrices],
]);

// What tokens cost: the price of a model, and the cost of a usage. What is unknown is null, never 0.
import type { Usage } from "../domain/completion.ts";
import type { ModelConfig, Price } from "../domain/model-config.ts";
import { isImported } from "./imported.ts";
import { prices } from "./prices.ts";

/** A price, `free` for a provider that calls nobody, or null when nobody told us. */
export type ModelPrice = Price | "free" | null;

/**
 * The price of a model config: its own, else the table's for the provider's own endpoint, with or without a date in the
 * model's name (`gpt-5-2025-08-07`, `claude-haiku-4-5-20251001`). At an endpoint of another name another party sends the bill: null.
 * An endpoint that keeps its name but is pointed elsewhere keeps its prices: that is how gateways and test servers are used.
 */
export function priceOf(config: ModelConfig): ModelPrice {
  if (config.provider === "simulated" || isImported(config)) return "free";
  return config.price ?? tablePriceOf(config);
}

/**
 * What tokens are reckoned at where a cap is kept or a most is named: a config may lie in somebody else's folder, so its own price
 * never counts for less than the table's where the table knows the model.
 */
export function boundPriceOf(config: ModelConfig): ModelPrice {
  const own = priceOf(config);
  const table = tablePriceOf(config);
  if (own === "free" || own === null || table === null) return own;
  return {
    input: Math.max(own.input, table.input),
    cached_input: Math.max(own.cached_input ?? own.input, table.cached_input ?? table.input),
    output: Math.max(own.output, table.output),
  };
}

/** Where nobody says: both batch APIs are billed at half the price. */
const usualBatchFactor = 0.5;

/** What a request in a batch costs of a live one: the factor of the model's price, 0 to 1. */
export function batchFactorOf(config: ModelConfig): number {
  const price = priceOf(config);
  return price === null || price === "free" ? usualBatchFactor : (price.batch ?? usualBatchFactor);
}

/** The factor for bounds and caps: what a folder says never counts for less than the usual one. */
export function boundBatchFactorOf(config: ModelConfig): number {
  return Math.max(batchFactorOf(config), usualBatchFactor);
}

function tablePriceOf({ provider, endpoint, model }: ModelConfig): Price | null {
  if (endpoint !== null && endpoint !== provider) return null;
  const known = prices.get(provider);
  return known?.get(model) ?? known?.get(model.replace(/-(\d{4}-\d{2}-\d{2}|\d{8})$/, "")) ?? null;
}

/**
 * The cost of a usage in USD: fresh input, cached input (at the input price where no cached price is known), output.
 * Null when price or usage is unknown.
 */
export function costOf(usage: Usage | null, price: ModelPrice): number | null {
  if (price === "free") return 0;
  if (price === null || usage === null) return null;
  const fresh = Math.max(0, usage.input - usage.cacheRead);
  return (fresh * price.input + usage.cacheRead * (price.cached_input ?? price.input) + usage.output * price.output) / 1e6;
}

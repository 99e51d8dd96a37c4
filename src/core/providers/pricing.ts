// What tokens cost: the price of a model, and the cost of a usage. What is unknown is null, never 0.
import type { Usage } from "../domain/completion.ts";
import type { ModelConfig, Price } from "../domain/model-config.ts";
import { prices } from "./prices.ts";

/** A price, `free` for a provider that calls nobody, or null when nobody told us. */
export type ModelPrice = Price | "free" | null;

/**
 * The price of a model config: its own, else the table's for the provider's own endpoint, with or without a date in the
 * model's name (`gpt-5-2025-08-07`, `claude-haiku-4-5-20251001`). At an endpoint of another name another party sends the bill: null.
 * An endpoint that keeps its name but is pointed elsewhere keeps its prices: that is how gateways and test servers are used.
 */
export function priceOf(config: ModelConfig): ModelPrice {
  if (config.provider === "simulated") return "free";
  if (config.price !== null) return config.price;
  if (config.endpoint !== null && config.endpoint !== config.provider) return null;
  const known = prices.get(config.provider);
  return known?.get(config.model) ?? known?.get(config.model.replace(/-(\d{4}-\d{2}-\d{2}|\d{8})$/, "")) ?? null;
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

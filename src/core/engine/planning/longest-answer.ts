// How long an answer can get, for bounds of cost.
import type { ModelConfig } from "../../domain/model-config.ts";
import { providerOf } from "./destinations.ts";

/** Assumed where a model config sets no `max_tokens` and the provider does not know either. */
export const assumedMaximum = 4096;

/** Most tokens of an answer; `assumedMaximum` where nobody says. */
export function longestAnswer(model: ModelConfig): number {
  return knownLongestAnswer(model) ?? assumedMaximum;
}

/** Null where nobody says. */
export function knownLongestAnswer(model: ModelConfig): number | null {
  return model.parameters.max_tokens ?? providerOf(model).longestAnswer?.(model) ?? null;
}

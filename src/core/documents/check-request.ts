// What a provider cannot be told is found where the model is named, long before a request is made.
import { isTouchstoneError } from "../base/errors.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { ModelConfig } from "../domain/model-config.ts";
import type { ProviderDefinition } from "../providers/provider.ts";
import { providers } from "../providers/registry.ts";
import type { Reference } from "./reader.ts";

const registry: Readonly<Record<string, ProviderDefinition>> = providers;

/** A finding at the reference when a request with this model's parameters, tools and output cannot be written. */
export function checkRequest(model: ModelConfig, { source, range }: Reference): Diagnostic[] {
  try {
    registry[model.provider]?.encode({ config: model, messages: [{ role: "user", content: [{ text: "Hello" }] }] });
    return [];
  } catch (error) {
    if (!isTouchstoneError(error, "document/invalid")) throw error;
    return [source.diagnose(range, { code: "model/refused-request", message: error.message, hint: error.hint })];
  }
}

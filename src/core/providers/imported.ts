// What stands in the place of a model where the responses are there already: it is never called and costs nothing. No model config can name it.
import type { ModelConfig } from "../domain/model-config.ts";
import type { ProviderDefinition } from "./provider.ts";

const provider = "imported";

/** Stands for the column that holds the responses. */
export function importedModel(column: string): ModelConfig {
  return { provider, model: column, parameters: {}, endpoint: null, output: null, tools: [], price: null, settings: {} };
}

export function isImported(model: ModelConfig): boolean {
  return model.provider === provider;
}

export const imported: ProviderDefinition = {
  title: "Imported responses",
  settings: {},
  endpoint: null,
  longestAnswer: () => 0,
  encode: neverCalled,
  open: neverCalled,
  openBatches: null,
};

function neverCalled(): never {
  throw new Error("Imported responses are read, never asked for.");
}

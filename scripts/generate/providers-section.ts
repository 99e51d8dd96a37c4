// The section on providers and endpoints: the registries as tables, and which parameters a provider cannot be told, found out by asking it.
import * as z from "zod";
import { isTouchstoneError } from "../../src/core/base/errors.ts";
import type { ModelParameters } from "../../src/core/domain/model-config.ts";
import { builtInEndpoints, endpointDefinition } from "../../src/core/providers/endpoints.ts";
import { pricesAsOf } from "../../src/core/providers/prices.ts";
import type { ProviderDefinition } from "../../src/core/providers/provider.ts";
import { providers } from "../../src/core/providers/registry.ts";
import { toJsonSchema, type JsonSchema } from "./json-schemas.ts";
import { keyTable } from "./key-table.ts";
import { code, table } from "./markdown.ts";

export function providersSection(): string {
  const entries = Object.entries<ProviderDefinition>(providers);
  const overview = entries.map(([name, definition]) => {
    const { title, endpoint } = definition;
    return [code(name), title, endpoint === null ? "none: it calls nobody and costs nothing" : code(endpoint), refusals(definition)];
  });
  const settings = entries.flatMap(([name, definition]) => {
    const schema = settingsOf(definition);
    return Object.keys(schema.properties ?? {}).length === 0 ? [] : [`The keys that only ${code(name)} has:\n\n${keyTable(schema)}`];
  });
  const endpoints = builtInEndpoints.map((name) => {
    const { baseUrl, keyVariable, needsKey } = endpointDefinition(name);
    const address = baseUrl === null ? `none; give it one with ${code(`--endpoint ${name}=URL`)}` : code(baseUrl);
    return [code(name), address, `${code(keyVariable)}${needsKey ? "" : ", optional"}`];
  });
  return `## Providers

${table(["provider", "name", "endpoint by default", "parameters it cannot be told"], overview)}

A parameter that a provider cannot be told is an error before anything is sent; it is never dropped in silence.
Prices are those of ${pricesAsOf} unless a model config has a \`price\`. A model without a known price has an unknown cost, never a cost of 0.

The regular expressions of a simulated model run apart from the rest, too, and are stopped after 250 ms. That fails the call.

${settings.join("\n\n")}

### Endpoints

A model config names an endpoint; where that is, only the command line and its environment say: \`--endpoint name=URL\`, and
\`OPENAI_BASE_URL\` and \`ANTHROPIC_BASE_URL\` for the two usual ones. Keys come from the environment too. Any other name is
an endpoint of your own (lower-case letters, digits and hyphens), with the key in \`TOUCHSTONE_KEY_<NAME>\` (upper case, \`_\` for \`-\`).
Where the table says that the key is optional, and for endpoints of your own, a call without a key is sent without one. \`--endpoint\`
with a name that is neither in the table nor called by a model of the run is an error.

${table(["endpoint", "base URL", "variable of its key"], endpoints)}`;
}

function settingsOf({ settings }: ProviderDefinition): JsonSchema {
  return toJsonSchema(z.strictObject(settings));
}

const samples: { readonly [Name in keyof ModelParameters]-?: NonNullable<ModelParameters[Name]> } = {
  temperature: 1,
  top_p: 1,
  max_tokens: 100,
  seed: 1,
  stop: ["end"],
  reasoning_effort: "low",
  verbosity: "low",
};

/** The refused parameters; where they depend on a setting with a few values, once for each of them. */
function refusals(definition: ProviderDefinition): string {
  const choices = Object.entries(settingsOf(definition).properties ?? {}).flatMap(([key, { enum: values }]) =>
    (values ?? []).map((value) => ({ key, value })),
  );
  if (choices.length === 0) return refusedWith(definition, {});
  return choices
    .map(({ key, value }) => `${refusedWith(definition, { [key]: value })} with ${code(`${key}: ${String(value)}`)}`)
    .join("; ");
}

function refusedWith(definition: ProviderDefinition, settings: Readonly<Record<string, unknown>>): string {
  const names = (Object.keys(samples) as (keyof ModelParameters)[]).filter((name) =>
    isRefused(definition, { [name]: samples[name] }, settings),
  );
  return names.map(code).join(", ") || "none";
}

function isRefused(definition: ProviderDefinition, parameters: ModelParameters, settings: Readonly<Record<string, unknown>>): boolean {
  const config = { provider: "", model: "model", parameters, endpoint: null, output: null, tools: [], price: null, settings };
  try {
    definition.encode({ config, messages: [{ role: "user", content: [{ text: "Hello" }] }] });
    return false;
  } catch (error) {
    if (isTouchstoneError(error, "document/invalid")) return true;
    throw error;
  }
}

// Where calls go: a model config names an endpoint, and only flags, user settings and the process say what its URL is.
import { TouchstoneError } from "../../base/errors.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import { endpointDefinition, originOf, parseBaseUrl } from "../../providers/endpoints.ts";
import { imported, isImported } from "../../providers/imported.ts";
import type { ProviderDefinition } from "../../providers/provider.ts";
import { providers } from "../../providers/registry.ts";

/** Base URLs by endpoint name, given from outside the workspace; they come before the built-in ones. */
export type Endpoints = ReadonlyMap<string, string>;

export interface Destination {
  /** Null for a provider that calls nobody. */
  readonly endpoint: string | null;
  readonly baseUrl: string | null;
  readonly origin: string | null;
  readonly provider: string;
  readonly model: string;
}

/** Throws `provider/endpoint-missing` when the endpoint has no URL. */
export function destinationOf(model: ModelConfig, endpoints: Endpoints): Destination {
  const endpoint = providerOf(model).endpoint === null ? null : (model.endpoint ?? providerOf(model).endpoint);
  const common = { provider: model.provider, model: model.model };
  if (endpoint === null) return { endpoint, baseUrl: null, origin: null, ...common };
  const written = endpoints.get(endpoint) ?? endpointDefinition(endpoint).baseUrl;
  if (written === null) {
    throw new TouchstoneError(
      "provider/endpoint-missing",
      `The endpoint "${endpoint}" of model ${model.provider}/${model.model} has no URL.`,
      { hint: `Give it one with --endpoint ${endpoint}=https://….` },
    );
  }
  const baseUrl = parseBaseUrl(written, model.provider);
  return { endpoint, baseUrl, origin: originOf(baseUrl), ...common };
}

export function providerOf(model: ModelConfig): ProviderDefinition {
  if (isImported(model)) return imported;
  return (providers as Readonly<Record<string, ProviderDefinition>>)[model.provider] ?? unknownProvider(model.provider);
}

function unknownProvider(name: string): never {
  throw new TouchstoneError("document/invalid", `There is no provider "${name}".`, {
    hint: `Known: ${Object.keys(providers).join(", ")}.`,
  });
}

// What the provider tests share: a real clock, connections to a server of the test, and model configs of every kind.
import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../../../src/core/base/ports.ts";
import type { Completion } from "../../../src/core/domain/completion.ts";
import type { Message, Role } from "../../../src/core/domain/message.ts";
import type { ModelConfig } from "../../../src/core/domain/model-config.ts";
import type { Timeouts } from "../../../src/core/domain/project.ts";
import { isProviderError, type ProviderError } from "../../../src/core/providers/provider-error.ts";
import type { CallOptions, Connection, EncodedCall } from "../../../src/core/providers/provider.ts";
import { providers, type ProviderId } from "../../../src/core/providers/registry.ts";
import { inProcessRegex } from "../../support/in-process-regex.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, options) =>
    wait(milliseconds, undefined, options).catch(() => {
      throw options?.signal?.reason;
    }),
};

export const generousTimeouts: Timeouts = { headers_ms: 60_000, first_byte_ms: 60_000, idle_ms: 60_000, total_ms: 60_000 };

export const canaryKey = "sk-canary-4f9b2c71d8";

/** The three APIs that go over the wire, by the names the scripted server gives them. */
export const wireApis = ["chat", "responses", "messages"] as const;

export type WireApi = (typeof wireApis)[number];

export function providerOf(api: WireApi): ProviderId {
  return api === "messages" ? "anthropic" : "openai";
}

export function message(role: Role, text: string): Message {
  return { role, content: [{ text }] };
}

export function configOf(provider: string, changes: Partial<ModelConfig> = {}): ModelConfig {
  return { provider, model: "model-1", parameters: {}, endpoint: null, output: null, tools: [], price: null, settings: {}, ...changes };
}

/** The config of a wire API; `changes` replace whole fields. */
function wireConfig(api: WireApi, changes: Partial<ModelConfig> = {}): ModelConfig {
  return configOf(providerOf(api), { settings: api === "messages" ? {} : { api }, ...changes });
}

export function encodeWire(
  api: WireApi,
  messages: readonly Message[] = [message("user", "Hello there")],
  changes: Partial<ModelConfig> = {},
): EncodedCall {
  return providers[providerOf(api)].encode({ config: wireConfig(api, changes), messages });
}

/** A connection to a loopback server; the base URL gets what each API expects. */
export function connectionTo(api: WireApi, url: string, changes: Partial<Connection> = {}): Connection {
  return {
    baseUrl: api === "messages" ? url : `${url}/v1`,
    key: canaryKey,
    fetch,
    clock: systemClock,
    regex: inProcessRegex,
    timeouts: generousTimeouts,
    ...changes,
  };
}

export function callOptions(changes: Partial<CallOptions> = {}): CallOptions {
  return { signal: new AbortController().signal, draw: "seed/sample/1", ...changes };
}

export async function callWire(
  api: WireApi,
  url: string,
  changes: Partial<Connection> = {},
  encoded = encodeWire(api),
  options = callOptions(),
): Promise<Completion> {
  const caller = await providers[providerOf(api)].open(connectionTo(api, url, changes));
  return caller.call(encoded, options);
}

/** The ProviderError a call rejects with; anything else fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  try {
    await call;
  } catch (error) {
    if (isProviderError(error)) return error;
    throw error;
  }
  throw new Error("The call was expected to fail.");
}

// The provider `anthropic`: Anthropic's Messages API.
import { openAnthropicBatches } from "./batch/anthropic-batches.ts";
import { createMessagesReader, encodeMessages } from "./anthropic-messages.ts";
import { guardFetch } from "./guarded-fetch.ts";
import type { Connection, ProviderDefinition } from "./provider.ts";
import { checkKey, createSdkCaller, quietClient } from "./sdk-call.ts";

// The SDK's own version, 2026-10-21, refuses temperature and top_p; this one takes all that a model config can say.
const apiVersion = "2023-06-01";

export const anthropic = {
  title: "Anthropic",
  settings: {},
  endpoint: "anthropic",
  encode: encodeMessages,
  async open(connection) {
    checkKey(connection);
    const { Anthropic } = await import("@anthropic-ai/sdk");
    const guarded = guardFetch(connection, {
      accept: "text/event-stream, application/json",
      "content-type": "application/json",
      "user-agent": "touchstone",
      ...authentication(connection),
    });
    const client = new Anthropic({
      ...quietClient,
      baseURL: connection.baseUrl,
      authToken: null,
      webhookKey: null,
      openTelemetry: false,
      fetch: guarded.fetch,
    });
    return createSdkCaller(client, guarded, connection, () => createMessagesReader());
  },
  openBatches(connection) {
    checkKey(connection);
    return openAnthropicBatches(connection, authentication(connection));
  },
} as const satisfies ProviderDefinition;

function authentication({ key }: Connection): Readonly<Record<string, string>> {
  return { "anthropic-version": apiVersion, ...(key === "" ? {} : { "x-api-key": key }) };
}

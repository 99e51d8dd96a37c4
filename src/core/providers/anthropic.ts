// The provider `anthropic`: Anthropic's Messages API.
import { createMessagesReader, encodeMessages } from "./anthropic-messages.ts";
import { guardFetch } from "./guarded-fetch.ts";
import type { ProviderDefinition } from "./provider.ts";
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
      "anthropic-version": apiVersion,
      "content-type": "application/json",
      "user-agent": "touchstone",
      ...(connection.key === "" ? {} : { "x-api-key": connection.key }),
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
} as const satisfies ProviderDefinition;

// The provider `openai`: OpenAI and every server that speaks its Responses or Chat Completions API.
import * as z from "zod";
import { openOpenaiBatches } from "./batch/openai-batches.ts";
import { guardFetch } from "./guarded-fetch.ts";
import { callEmbedding, encodeEmbedding } from "./openai-embeddings.ts";
import { chatPath, createChatReader, encodeChat } from "./openai-chat.ts";
import { createResponsesReader, encodeResponses } from "./openai-responses.ts";
import type { Connection, ProviderDefinition } from "./provider.ts";
import { checkKey, createSdkCaller, quietClient } from "./sdk-call.ts";

export const openai = {
  title: "OpenAI",
  settings: {
    api: z
      .enum(["responses", "chat"])
      .optional()
      .describe("Which of OpenAI's APIs is spoken; many compatible servers know only chat. Default: responses."),
  },
  endpoint: "openai",
  encode: (request) => (request.config.settings["api"] === "chat" ? encodeChat(request) : encodeResponses(request)),
  encodeEmbedding,
  async open(connection) {
    checkKey(connection);
    const { OpenAI } = await import("openai");
    const { key } = connection;
    const guarded = guardFetch(connection, {
      accept: "text/event-stream, application/json",
      "content-type": "application/json",
      "user-agent": "touchstone",
      ...authentication(connection),
    });
    const client = new OpenAI({
      ...quietClient,
      baseURL: connection.baseUrl,
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      fetch: guarded.fetch,
    });
    return {
      ...createSdkCaller(client, guarded, connection, (encoded) =>
        encoded.path === chatPath ? createChatReader() : createResponsesReader(key),
      ),
      embed: (encoded, options) => callEmbedding(client, guarded, connection, encoded, options),
    };
  },
  openBatches(connection) {
    checkKey(connection);
    return openOpenaiBatches(connection, authentication(connection));
  },
} as const satisfies ProviderDefinition;

function authentication({ key }: Connection): Readonly<Record<string, string>> {
  return key === "" ? {} : { authorization: `Bearer ${key}` };
}

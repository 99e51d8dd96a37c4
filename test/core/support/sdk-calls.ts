/** The same three requests through the real SDKs, for all tests of the scripted provider. */
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

const turns = [{ role: "user" as const, content: "one two three" }];

/** A request to OpenAI's chat API: three words of input. */
export const chatRequest = { model: "gpt-5", messages: turns };
/** A request to OpenAI's responses API: five words of input. */
export const responsesRequest = { model: "gpt-5", instructions: "Be brief.", input: "one two three" };
/** A request to Anthropic's messages API: five words of input. */
export const messagesRequest = { model: "claude-5", max_tokens: 100, system: "Be brief.", messages: turns };

/** Clients without retries for a scripted provider, and one whole and one streamed call for each API. */
export function sdkCalls(url: string) {
  const options = { apiKey: "test-key", maxRetries: 0, logLevel: "off" as const };
  const openai = new OpenAI({ ...options, baseURL: `${url}/v1` });
  const anthropic = new Anthropic({ ...options, baseURL: url });
  return {
    openai,
    anthropic,
    complete: {
      chat: () => openai.chat.completions.create(chatRequest),
      responses: () => openai.responses.create(responsesRequest),
      messages: () => anthropic.messages.create(messagesRequest),
    },
    stream: {
      chat: async () => collect(await openai.chat.completions.create({ ...chatRequest, stream: true })),
      responses: async () => collect(await openai.responses.create({ ...responsesRequest, stream: true })),
      messages: async () => collect(await anthropic.messages.create({ ...messagesRequest, stream: true })),
    },
  };
}

/** Reads a stream to its end. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

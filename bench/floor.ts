// The floor: the same calls through the same SDK, streamed, keeping nothing.
import { OpenAI } from "openai";
import { callAll, readCalls } from "./call-all.ts";

const { url, ...calls } = readCalls();
const client = new OpenAI({ apiKey: "bench", baseURL: `${url}/v1`, maxRetries: 0 });

await callAll(calls, async (body) => {
  const stream = await client.chat.completions.create(body);
  for await (const chunk of stream) void chunk;
});

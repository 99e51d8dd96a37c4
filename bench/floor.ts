// The floor: the same calls through the same SDK, streamed, keeping nothing.
import { OpenAI } from "openai";
import { callAll } from "./call-all.ts";

const [url = "", calls = "0", concurrency = "1"] = process.argv.slice(2);
const client = new OpenAI({ apiKey: "bench", baseURL: `${url}/v1`, maxRetries: 0 });

await callAll(Number(calls), Number(concurrency), async (index) => {
  const stream = await client.chat.completions.create({
    model: "bench",
    max_completion_tokens: 20,
    messages: [{ role: "user", content: `Answer in one word: Is ${index} a number?` }],
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of stream) void chunk;
});

// The ideal: the same calls through node:http with kept-alive sockets, reading and dropping every byte.
import { Agent, request } from "node:http";
import { callAll } from "./call-all.ts";

const [url = "", calls = "0", concurrency = "1"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) });

await callAll(Number(calls), Number(concurrency), (index) => {
  const body = JSON.stringify({
    model: "bench",
    max_completion_tokens: 20,
    messages: [{ role: "user", content: `Answer in one word: Is ${index} a number?` }],
    stream: true,
    stream_options: { include_usage: true },
  });
  return new Promise<void>((resolve, reject) => {
    const call = request(
      `${url}/v1/chat/completions`,
      { method: "POST", agent, headers: { "content-type": "application/json", authorization: "Bearer bench" } },
      (response) => {
        response.resume().once("end", resolve).once("error", reject);
      },
    );
    call.once("error", reject).end(body);
  });
});
agent.destroy();

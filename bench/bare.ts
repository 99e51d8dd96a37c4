// The ideal: the same calls through node:http with kept-alive sockets, reading and dropping every byte.
import { Agent, request } from "node:http";
import { callAll, readCalls } from "./call-all.ts";

const { url, ...calls } = readCalls();
const agent = new Agent({ keepAlive: true, maxSockets: calls.concurrency });

await callAll(
  calls,
  (body) =>
    new Promise<void>((resolve, reject) => {
      const call = request(
        `${url}/v1/chat/completions`,
        { method: "POST", agent, headers: { "content-type": "application/json", authorization: "Bearer bench" } },
        (response) => {
          response.resume().once("end", resolve).once("error", reject);
        },
      );
      call.once("error", reject).end(JSON.stringify(body));
    }),
);
agent.destroy();

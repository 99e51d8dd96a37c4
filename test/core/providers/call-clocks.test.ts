import assert from "node:assert/strict";
import { after, before } from "mocha";
import { callWire, failureOf, generousTimeouts, wireApis } from "./calls.ts";
import type { Timeouts } from "../../../src/core/domain/project.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { startProviderServer, type ProviderServer } from "../../support/provider-server.ts";
import type { Behaviour } from "../../support/provider-server/behaviour.ts";

const stalls: readonly (readonly [string, Behaviour, Partial<Timeouts>])[] = [
  ["headers", { kind: "hang", when: "before-headers" }, { headers_ms: 30 }],
  ["first byte", { kind: "hang", when: "after-headers" }, { first_byte_ms: 60 }],
  ["idle", { kind: "hang", when: "mid-stream" }, { idle_ms: 30 }],
  ["total", { kind: "hang", when: "mid-stream" }, { total_ms: 60 }],
];

describe("the four clocks of a call", () => {
  let server: ProviderServer;
  before(async () => {
    server = await startProviderServer();
  });
  after(() => server.close());

  for (const api of wireApis) {
    for (const [name, behaviour, limits] of stalls) {
      it(`${api}: the ${name} clock ends a stalled call and closes its socket`, async () => {
        server.respond(() => behaviour);
        const failure = await failureOf(callWire(api, server.url, { timeouts: { ...generousTimeouts, ...limits } }));
        await server.idle();
        const limit = String(Object.values(limits)[0]);
        assert.deepEqual(
          [failure.kind, failure.message],
          ["unknown-outcome", `${server.url} kept us waiting: the ${name} clock of ${limit} ms ran out.`],
        );
      });
    }
  }

  it("leaves no sleeper behind when a call ends well", async () => {
    let sleeping = 0;
    const clock = {
      now: () => 0,
      monotonic: () => 0,
      sleep: (_: number, options?: { readonly signal?: AbortSignal }) => {
        sleeping += 1;
        return new Promise<void>((_resolve, reject) => {
          options?.signal?.addEventListener("abort", () => {
            sleeping -= 1;
            reject(new Error("stopped"));
          });
        });
      },
    };
    server.respond(() => ({ kind: "answer", text: "yes" }));
    await callWire("chat", server.url, { clock });
    assert.equal(sleeping, 0);
  });

  it("takes an answer that is whole from a body that never ends, after a second", async () => {
    const chunks = [
      { choices: [{ index: 0, delta: { content: "yes" }, finish_reason: null }] },
      { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    ];
    const text = [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"].map((data) => `data: ${data}\n\n`).join("");
    const clock = createFakeClock();
    const isRead = Promise.withResolvers<void>();
    let isAborted = false;
    const answer: typeof fetch = async (_, init) => {
      const body = new ReadableStream({
        start(stream) {
          stream.enqueue(new TextEncoder().encode(text));
          init?.signal?.addEventListener("abort", () => {
            isAborted = true;
            stream.error(init.signal?.reason);
          });
        },
        pull: () => isRead.resolve(),
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    };
    let completion: string | null = null;
    const call = callWire("chat", "http://127.0.0.1:9", { clock, fetch: answer }).then((whole) => (completion = whole.text));
    await isRead.promise;
    await settle();
    await clock.advance(999);
    assert.equal(completion, null);
    await clock.advance(1);
    await call;
    assert.deepEqual([completion, isAborted], ["yes", true]);
  });
});

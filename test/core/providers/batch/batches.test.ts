// Both providers' batch APIs over real sockets: what goes out, what comes back, and how a batch is found again.
import assert from "node:assert/strict";
import type { Completion } from "../../../../src/core/domain/completion.ts";
import type { BatchCaller, BatchRequest, BatchResult } from "../../../../src/core/providers/batch/batch.ts";
import { batchBody } from "../../../../src/core/providers/batch/batch.ts";
import { providers } from "../../../../src/core/providers/registry.ts";
import type { Fate } from "../../../support/batch-server/batch-book.ts";
import { startBatchServer, type BatchServer } from "../../../support/batch-server.ts";
import type { Behaviour, Handler } from "../../../support/provider-server/behaviour.ts";
import { lastUserText } from "../../../support/provider-server/recorded-request.ts";
import { callWire, canaryKey, connectionTo, encodeWire, failureOf, message, providerOf, wireApis, type WireApi } from "../calls.ts";

const { signal } = new AbortController();
const ids = ["a", "b", "c", "d", "e", "f"].map((letter) => letter.repeat(64));

function requestsOf(api: WireApi, count = 3): BatchRequest[] {
  return ids.slice(0, count).map((id) => ({ id, encoded: encodeWire(api, [message("user", `About ${id.charAt(0)}`)]) }));
}

function callerOf(api: WireApi, { url }: Pick<BatchServer, "url">, key = canaryKey): BatchCaller {
  return providers[providerOf(api) as "openai" | "anthropic"].openBatches(connectionTo(api, url, { key }));
}

async function collected(caller: BatchCaller, id: string): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  for await (const result of caller.collect(id, signal)) results.push(result);
  return results;
}

/** What became of each request, by the first letter of its id. */
function outcomes(results: readonly BatchResult[]): string[] {
  return results
    .map((result) => {
      if (result.kind === "malformed") return "malformed";
      const said = result.kind === "failed" ? `${result.error.kind} ${String(result.error.status)}` : result.kind;
      return `${result.id.charAt(0)} ${said}`;
    })
    .sort();
}

/** Fates by the letter that a request is about. */
function fatesOf(fates: Readonly<Record<string, Fate>>): { fate: (request: Parameters<Handler>[0]) => Fate } {
  return { fate: (request) => fates[lastUserText(request).slice(-1)] ?? "answered" };
}

const handler: Handler = (request) => ({ kind: "answer", text: `Answer to: ${lastUserText(request)}` });

for (const api of wireApis) {
  describe(`batches, ${api}`, () => {
    it("come back with the answers that live calls would have had", async () => {
      const behaviours: readonly Behaviour[] = [
        { kind: "answer", text: "one two", finishReason: "length" },
        { kind: "answer", text: "", toolCalls: [{ id: "call_1", name: "find", arguments: '{"q":"ä"}' }] },
        { kind: "answer", text: "no", finishReason: "content_filter" },
      ];
      const answer: Handler = (request) => behaviours["abc".indexOf(lastUserText(request).slice(-1))] ?? { kind: "status", status: 500 };
      await using server = await startBatchServer({ handler: answer });
      const requests = requestsOf(api);
      const caller = callerOf(api, server);
      const results = await collected(caller, await caller.submit(requests, "token", signal));
      assert.equal(results.length, 3);
      for (const { id, encoded } of requests) {
        const result = results.find((known) => known.kind === "answered" && known.id === id);
        const live = await callWire(api, server.url, {}, encoded);
        assert.deepEqual(result?.kind === "answered" && comparable(result.completion), comparable(live));
      }
    });

    it("hold the live bodies without the stream, under a path that the API knows", async () => {
      await using server = await startBatchServer({ handler });
      const requests = requestsOf(api);
      await callerOf(api, server).submit(requests, "token", signal);
      const [batch] = server.batches;
      assert.deepEqual(
        batch?.items.map(({ id, request }) => ({ id, body: request.body })),
        requests.map(({ id, encoded }) => ({ id, body: batchBody(encoded) })),
      );
      assert.equal(
        batch?.items.some(({ request }) => "stream" in request.body || "stream_options" in request.body),
        false,
      );
      assert.equal(batch?.api, api);
    });

    it("send no other headers than ours, and the key in its place only", async () => {
      await using server = await startBatchServer({ handler });
      const caller = callerOf(api, server);
      const id = await caller.submit(requestsOf(api), "token", signal);
      await caller.poll(id, signal);
      await collected(caller, id);
      await caller.findSubmitted({ token: "token", since: Date.now(), requests: 3 }, signal);
      await caller.cancel(id, signal);
      const ours = api === "messages" ? ["anthropic-version", "x-api-key"] : ["authorization"];
      const byFetch = ["accept-encoding", "accept-language", "connection", "content-length", "host", "sec-fetch-mode", "content-type"];
      const allowed = [...ours, ...byFetch, "accept", "user-agent"];
      assert.ok(server.received.length >= 5);
      for (const { headers } of server.received) {
        assert.deepEqual(
          Object.keys(headers).filter((name) => !allowed.includes(name)),
          [],
        );
        assert.equal(headers.authorization ?? headers["x-api-key"], api === "messages" ? canaryKey : `Bearer ${canaryKey}`);
      }
    });

    it("tell whether they are running or have ended, and how many are answered", async () => {
      await using server = await startBatchServer({ handler, script: { pollsUntilEnded: 1 } });
      const caller = callerOf(api, server);
      const id = await caller.submit(requestsOf(api), "token", signal);
      assert.equal((await caller.poll(id, signal)).kind, "running");
      assert.deepEqual(await caller.poll(id, signal), { kind: "ended", counts: { total: 3, answered: 3, failed: 0 }, reason: null });
    });

    it("say of each request whether it was answered, failed, expired or cancelled, and of broken lines that they are broken", async () => {
      const failing: Handler = (request, nth) =>
        lastUserText(request).endsWith("b") ? { kind: "status", status: 400 } : handler(request, nth);
      const script = fatesOf({ a: "foreign", c: "expired", d: "cancelled", e: "malformed", f: "repeated" });
      await using server = await startBatchServer({ handler: failing, script });
      const caller = callerOf(api, server);
      const results = await collected(caller, await caller.submit(requestsOf(api, 6), "token", signal));
      assert.deepEqual(outcomes(results), [
        "0 answered",
        "a answered",
        "b request 400",
        "c expired null",
        "d cancelled",
        "f answered",
        "f answered",
        "malformed",
      ]);
    });

    it("fail each request as a live call does, without the key", async () => {
      const failing: Handler = () => ({ kind: "status", status: 529, body: undefined });
      await using server = await startBatchServer({ handler: failing });
      const caller = callerOf(api, server);
      const [result] = await collected(caller, await caller.submit(requestsOf(api, 1), "token", signal));
      const live = await failureOf(callWire(api, server.url));
      assert.ok(result?.kind === "failed");
      assert.deepEqual([result.error.kind, result.error.status, result.error.message], [live.kind, live.status, live.message]);
    });

    it("are found again by whoever only knows that they were to go out", async () => {
      await using server = await startBatchServer({ handler });
      const caller = callerOf(api, server);
      const since = Date.now();
      const id = await caller.submit(requestsOf(api), "mine", signal);
      await caller.submit(requestsOf(api, 2), "another", signal);
      assert.deepEqual(await caller.findSubmitted({ token: "mine", since, requests: 3 }, signal), [{ id, isCertain: api !== "messages" }]);
      assert.deepEqual(await caller.findSubmitted({ token: "none", since, requests: 5 }, signal), []);
    });

    it("are looked for on every page that may hold them", async () => {
      await using server = await startBatchServer({ handler });
      const caller = callerOf(api, server);
      const id = await caller.submit(requestsOf(api), "mine", signal);
      for (let other = 0; other < 120; other++) await caller.submit(requestsOf(api, 1), `other-${other}`, signal);
      const found = await caller.findSubmitted({ token: "mine", since: Date.now(), requests: 3 }, signal);
      assert.deepEqual(
        found.map((batch) => batch.id),
        [id],
      );
    });

    it("that are older than they can be are not taken for the sought one", async () => {
      await using server = await startBatchServer({ handler });
      const caller = callerOf(api, server);
      await caller.submit(requestsOf(api), "mine", signal);
      const sought = { token: "another", since: Date.now() + 3_600_000, requests: 3 };
      assert.deepEqual(await caller.findSubmitted(sought, signal), []);
    });

    it("are cancelled when that is asked for", async () => {
      await using server = await startBatchServer({ handler, script: { pollsUntilEnded: 9 } });
      const caller = callerOf(api, server);
      const id = await caller.submit(requestsOf(api), "token", signal);
      await caller.cancel(id, signal);
      assert.equal((await caller.poll(id, signal)).kind, "cancelled");
    });

    it("of an id that no server may give are never asked for", async () => {
      await using server = await startBatchServer({ handler });
      const { kind } = await failureOf(callerOf(api, server).poll("../../elsewhere?x=", signal));
      assert.deepEqual([kind, server.received], ["invalid-response", []]);
    });

    it("cannot be had with a key that no header holds", async () => {
      await using server = await startBatchServer({ handler });
      assert.throws(() => callerOf(api, server, "sk-\ninjected: yes"), { code: "provider/auth" });
    });
  });
}

/** A completion without what no two calls share, and without how its JSON was spaced. */
function comparable({ text, toolCalls, finish, usage, model, status }: Completion): object {
  return { text, toolCalls, finish, usage, model, status };
}

describe("batches, OpenAI", () => {
  it("that were refused as a whole say why", async () => {
    await using server = await startBatchServer({ handler, script: { refusal: () => `No room, said ${canaryKey}.` } });
    const caller = callerOf("chat", server);
    const state = await caller.poll(await caller.submit(requestsOf("chat"), "token", signal), signal);
    assert.deepEqual([state.kind, state.reason], ["failed", "No room, said [key]."]);
  });

  it("that expired say so, and hold what was answered until then", async () => {
    await using server = await startBatchServer({ handler, script: fatesOf({ a: "expired" }) });
    const caller = callerOf("responses", server);
    const id = await caller.submit(requestsOf("responses"), "token", signal);
    assert.equal((await caller.poll(id, signal)).kind, "expired");
    assert.deepEqual(outcomes(await collected(caller, id)), ["a expired null", "b answered", "c answered"]);
  });
});

import assert from "node:assert/strict";
import { inspect } from "node:util";
import { after, before } from "mocha";
import { callOptions, callWire, canaryKey, failureOf, systemClock, wireApis } from "./calls.ts";
import { startProviderServer, type ProviderServer } from "../../support/provider-server.ts";
import type { Behaviour } from "../../support/provider-server/behaviour.ts";
import type { Clock } from "../../../src/core/base/ports.ts";
import type { ProviderErrorKind } from "../../../src/core/providers/provider-error.ts";

const eventStream = { "content-type": "text/event-stream" };

const failures: readonly (readonly [string, Behaviour, ProviderErrorKind])[] = [
  ["429", { kind: "status", status: 429 }, "rate-limit"],
  ["401", { kind: "status", status: 401 }, "auth"],
  ["403", { kind: "status", status: 403 }, "auth"],
  ["408 that says it timed out", { kind: "status", status: 408, body: { error: { message: "Request timed out." } } }, "server"],
  ["409", { kind: "status", status: 409 }, "server"],
  ["500", { kind: "status", status: 500 }, "server"],
  ["529", { kind: "status", status: 529 }, "server"],
  ["400", { kind: "status", status: 400 }, "request"],
  ["404 in plain text", { kind: "status", status: 404, body: "no such page" }, "request"],
  ["a reset before the headers", { kind: "reset", when: "before-headers" }, "unknown-outcome"],
  ["a reset mid-stream", { kind: "reset", when: "mid-stream" }, "unknown-outcome"],
  ["a malformed event", { kind: "malformed" }, "invalid-response"],
  ["an empty body", { kind: "empty" }, "invalid-response"],
  ["an HTML page", { kind: "html" }, "invalid-response"],
  ["a stream that ends early", { kind: "truncated" }, "invalid-response"],
  [
    "an event that is no object",
    { kind: "status", status: 200, headers: eventStream, body: 'event: message_start\ndata: "text"\n\n' },
    "invalid-response",
  ],
  ["a JSON document in place of a stream", { kind: "status", status: 200, body: { error: { message: "quota" } } }, "invalid-response"],
];

describe("failures of calls over real sockets", () => {
  let server: ProviderServer;
  let other: ProviderServer;
  before(async () => {
    server = await startProviderServer();
    other = await startProviderServer();
  });
  after(async () => {
    await server.close();
    await other.close();
  });

  for (const api of wireApis) {
    describe(api, () => {
      for (const [name, behaviour, kind] of failures) {
        it(`takes ${name} as ${kind}, after one request`, async () => {
          server.respond(() => behaviour);
          const requestsBefore = server.requests.length;
          const failure = await failureOf(callWire(api, server.url));
          assert.deepEqual([failure.kind, server.requests.length - requestsBefore], [kind, 1]);
        });
      }

      for (const status of [301, 302, 307, 308]) {
        it(`refuses a redirect with ${String(status)}`, async () => {
          server.respond(() => ({ kind: "redirect", location: `${other.url}/v1/messages`, status }));
          const failure = await failureOf(callWire(api, server.url));
          assert.deepEqual([failure.kind, other.requests.length], ["redirect", 0]);
        });
      }

      it("names the origin it could not connect to", async () => {
        const gone = await startProviderServer();
        await gone.close();
        const failure = await failureOf(callWire(api, gone.url));
        assert.deepEqual([failure.kind, failure.message], ["unreachable", `Could not connect to ${gone.url} (ECONNREFUSED).`]);
      });

      it("keeps what the server says of retrying", async () => {
        server.respond(() => ({ kind: "status", status: 429, headers: { "retry-after": "7", "x-should-retry": "false" } }));
        const { status, retryAfterMs, shouldRetry, requestId } = await failureOf(callWire(api, server.url));
        const ordinal = String(server.requests.at(-1)?.ordinal).padStart(6, "0");
        assert.deepEqual(
          { status, retryAfterMs, shouldRetry, requestId },
          { status: 429, retryAfterMs: 7000, shouldRetry: false, requestId: `req_${ordinal}` },
        );
      });

      it("passes the provider's words on, without the key and cut to 300 characters", async () => {
        server.respond(() => ({
          kind: "status",
          status: 401,
          body: { error: { message: `${"x".repeat(285)} key ${canaryKey} is wrong` } },
        }));
        const failure = await failureOf(callWire(api, server.url));
        assert.equal(failure.message, `${server.url} answered with status 401: ${"x".repeat(285)} key [key] is …`);
      });

      it("reports an error inside the stream without the key", async () => {
        const report = JSON.stringify({ type: "error", error: { type: "overloaded_error", message: `busy ${canaryKey}` } });
        server.respond(() => ({ kind: "status", status: 200, headers: eventStream, body: `event: error\ndata: ${report}\n\n` }));
        const failure = await failureOf(callWire(api, server.url));
        assert.deepEqual([failure.kind, failure.message], ["server", "The provider broke its response off: busy [key]"]);
      });

      it("shows the key in no part of any error", async () => {
        const shown: string[] = [];
        for (const [, behaviour] of failures) {
          server.respond(() =>
            behaviour.kind === "status" ? { ...behaviour, headers: { ...behaviour.headers, "x-echo": canaryKey } } : behaviour,
          );
          shown.push(inspect(await failureOf(callWire(api, server.url)), { depth: 12, showHidden: true }));
        }
        assert.ok(!shown.join("\n").includes(canaryKey));
      });

      it("refuses a key with a line break before it is sent, without showing it", async () => {
        await assert.rejects(
          callWire(api, server.url, { key: `${canaryKey}\n` }),
          (error: Error) => !error.message.includes(canaryKey) && error.message.includes("line break"),
        );
      });

      it("rejects with the signal's reason when it is aborted while the server is silent", async () => {
        const reason = new Error("cancelled by the user");
        const controller = new AbortController();
        server.respond(() => {
          controller.abort(reason);
          return { kind: "hang", when: "before-headers" };
        });
        await assert.rejects(
          callWire(api, server.url, {}, undefined, callOptions({ signal: controller.signal })),
          (error) => error === reason,
        );
      });

      it("rejects with the signal's reason when it is aborted mid-stream, and leaves no clock running", async () => {
        let asleep = 0;
        const clock: Clock = {
          ...systemClock,
          sleep: (milliseconds, options) => (asleep++, systemClock.sleep(milliseconds, options).finally(() => asleep--)),
        };
        const reason = new Error("cancelled by the user");
        const controller = new AbortController();
        server.respond(() => ({ kind: "hang", when: "mid-stream" }));
        const abortAtHeaders: typeof fetch = async (input, init) => {
          const response = await fetch(input, init);
          controller.abort(reason);
          return response;
        };
        await assert.rejects(
          callWire(api, server.url, { fetch: abortAtHeaders, clock }, undefined, callOptions({ signal: controller.signal })),
          (error) => error === reason,
        );
        await new Promise(setImmediate);
        assert.equal(asleep, 0);
      });

      it("sends nothing when the signal is aborted before", async () => {
        const reason = new Error("too late");
        const requestsBefore = server.requests.length;
        await assert.rejects(
          callWire(api, server.url, {}, undefined, callOptions({ signal: AbortSignal.abort(reason) })),
          (error) => error === reason,
        );
        assert.equal(server.requests.length, requestsBefore);
      });
    });
  }
});

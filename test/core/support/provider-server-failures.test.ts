/** The scripted provider's failures, seen through the real SDKs. */
import assert from "node:assert/strict";

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

import { type ProviderServer, startProviderServer } from "../../support/provider-server.ts";
import { chatRequest, messagesRequest, sdkCalls } from "./sdk-calls.ts";

describe("provider server failures", () => {
  let server: ProviderServer;
  let calls: ReturnType<typeof sdkCalls>;

  beforeEach(async () => {
    server = await startProviderServer();
    calls = sdkCalls(server.url);
  });
  afterEach(() => server.close());

  it("is a rate limit error of OpenAI with its headers", async () => {
    server.respond(() => ({ kind: "status", status: 429, headers: { "retry-after": "2", "retry-after-ms": "1500" } }));
    const error = await failureOf(calls.complete.chat());
    assert.ok(error instanceof OpenAI.RateLimitError);
    assert.deepEqual(
      [error.code, error.type, error.headers.get("retry-after"), error.headers.get("retry-after-ms"), error.requestID],
      ["rate_limit_exceeded", "requests", "2", "1500", "req_000001"],
    );
  });

  it("is a rate limit error of Anthropic", async () => {
    server.respond(() => ({ kind: "status", status: 429, headers: { "retry-after": "2" } }));
    const error = await failureOf(calls.stream.messages());
    assert.ok(error instanceof Anthropic.RateLimitError);
    assert.deepEqual([error.type, error.headers.get("retry-after"), error.requestID], ["rate_limit_error", "2", "req_000001"]);
  });

  for (const [status, openaiError, anthropicType] of [
    [401, OpenAI.AuthenticationError, "authentication_error"],
    [500, OpenAI.InternalServerError, "api_error"],
    [529, OpenAI.InternalServerError, "overloaded_error"],
  ] as const) {
    it(`is each provider's own error for status ${String(status)}`, async () => {
      server.respond(() => ({ kind: "status", status }));
      const errors = await Promise.all([failureOf(calls.complete.responses()), failureOf(calls.complete.messages())]);
      assert.deepEqual(
        [errors[0] instanceof openaiError, errors[1] instanceof Anthropic.APIError && errors[1].type],
        [true, anthropicType],
      );
    });
  }

  it("sends a body of the script's own", async () => {
    server.respond(() => ({ kind: "status", status: 429, body: { error: { code: "insufficient_quota" } } }));
    const error = await failureOf(calls.complete.chat());
    assert.equal(error instanceof OpenAI.RateLimitError && error.code, "insufficient_quota");
  });

  it("refuses a request without a required field", async () => {
    const body = JSON.stringify({ model: "claude-5", messages: [] });
    const reply = await fetch(`${server.url}/v1/messages`, { method: "POST", body });
    assert.deepEqual(
      [reply.status, await reply.json()],
      [
        400,
        {
          type: "error",
          error: { type: "invalid_request_error", message: "The request has no 'max_tokens'." },
          request_id: "req_000001",
        },
      ],
    );
  });

  it("resets the connection before the headers", async () => {
    server.respond(() => ({ kind: "reset", when: "before-headers" }));
    const errors = await Promise.all([failureOf(calls.complete.chat()), failureOf(calls.complete.messages())]);
    assert.deepEqual([errors[0] instanceof OpenAI.APIConnectionError, errors[1] instanceof Anthropic.APIConnectionError], [true, true]);
  });

  it("resets the connection in the middle of a stream", async () => {
    server.respond(() => ({ kind: "reset", when: "mid-stream" }));
    for (const stream of Object.values(calls.stream)) await assert.rejects(stream);
    assert.deepEqual(server.counts().byOutcome, { reset: 3 });
  });

  for (const when of ["before-headers", "after-headers"] as const) {
    it(`hangs ${when} until the client gives up`, async () => {
      const giveUp = new AbortController();
      server.respond(() => {
        setImmediate(() => giveUp.abort());
        return { kind: "hang", when };
      });
      await failureOf(calls.openai.chat.completions.create(chatRequest, { signal: giveUp.signal }));
      await server.idle();
      assert.deepEqual(server.counts().byOutcome, { hang: 1 });
    });
  }

  it("hangs in the middle of a stream until the client gives up", async () => {
    server.respond(() => ({ kind: "hang", when: "mid-stream" }));
    const types: string[] = [];
    for await (const event of await calls.anthropic.messages.create({ ...messagesRequest, stream: true })) {
      types.push(event.type);
      if (event.type === "content_block_delta") break;
    }
    await server.idle();
    assert.deepEqual([types, server.counts().byOutcome], [["message_start", "content_block_start", "content_block_delta"], { hang: 1 }]);
  });

  it("records a client that leaves during the delay of an answer", async () => {
    const giveUp = new AbortController();
    server.respond(() => {
      setImmediate(() => giveUp.abort());
      return { kind: "answer", text: "late", delayMs: 60_000 };
    });
    await failureOf(calls.openai.chat.completions.create(chatRequest, { signal: giveUp.signal }));
    await server.idle();
    assert.deepEqual(server.counts().byOutcome, { aborted: 1 });
  });

  it("sends JSON that does not parse, whole and in a stream", async () => {
    server.respond(() => ({ kind: "malformed" }));
    const attempts = [...Object.values(calls.complete), ...Object.values(calls.stream)];
    const errors = await Promise.all(attempts.map((attempt) => failureOf(attempt())));
    assert.deepEqual(
      errors.map((error) => error instanceof SyntaxError),
      [true, true, true, true, true, true],
    );
  });

  it("cuts a document that is not streamed", async () => {
    server.respond(() => ({ kind: "truncated" }));
    assert.ok((await failureOf(calls.complete.messages())) instanceof SyntaxError);
  });

  it("sends an empty body", async () => {
    server.respond(() => ({ kind: "empty" }));
    assert.deepEqual([await calls.complete.chat(), await calls.stream.chat()], [undefined, []]);
  });

  it("sends a page where an answer should be", async () => {
    server.respond(() => ({ kind: "html" }));
    const page: unknown = await calls.complete.chat();
    assert.match(typeof page === "string" ? page : "", /^<!doctype html>/u);
  });

  it("redirects", async () => {
    server.respond((request, nth) =>
      nth === 1 ? { kind: "redirect", location: "/chat/completions" } : { kind: "answer", text: `Came by ${request.path}` },
    );
    const completion = await calls.complete.chat();
    assert.equal(completion.choices[0]?.message.content, "Came by /chat/completions");
  });

  it("reports a handler that throws", async () => {
    server.respond(() => {
      throw new Error("no such row");
    });
    const error = await failureOf(calls.complete.chat());
    assert.deepEqual(
      [error instanceof Error && error.message, server.counts().byOutcome],
      ["500 The script failed: Error: no such row", { "script-error": 1 }],
    );
  });

  it("closes while a request hangs", async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = () => resolve()));
    server.respond(() => {
      arrived();
      return { kind: "hang", when: "before-headers" };
    });
    const failure = failureOf(calls.complete.chat());
    await arrival;
    await server.close();
    assert.ok((await failure) instanceof OpenAI.APIConnectionError);
    server = await startProviderServer();
  });
});

/** What a call rejects with; undefined if it does not. */
async function failureOf(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return error;
  }
}

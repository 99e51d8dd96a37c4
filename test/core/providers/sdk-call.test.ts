// What a server echoes is recorded without the key, be it in an answer.
import assert from "node:assert/strict";
import { createSdkCaller, type SdkClient } from "../../../src/core/providers/sdk-call.ts";
import type { Completion } from "../../../src/core/domain/completion.ts";
import type { GuardedFetch } from "../../../src/core/providers/guarded-fetch.ts";
import type { StreamReader } from "../../../src/core/providers/stream-reader.ts";
import { callOptions, canaryKey, connectionTo, encodeWire } from "./calls.ts";

const client: SdkClient = { post: () => ({ asResponse: () => Promise.resolve({ body: null }) }) };
const echoing = (key: string): StreamReader => ({
  read: () => undefined,
  isComplete: () => true,
  answer: () => ({
    text: `It is ${key}.`,
    toolCalls: [{ id: "1", name: key, arguments: JSON.stringify({ key }) }],
    finish: { unified: "stop", raw: key },
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false },
    model: key,
    id: key,
    systemFingerprint: key,
    serviceTier: key,
  }),
});

const guarded = {
  open: () => ({ headers: {}, response: null, firstByteAt: null, startedAt: 0, failure: null }),
  close: () => undefined,
} as unknown as GuardedFetch;

function callWith(key: string): Promise<Completion> {
  const connection = { ...connectionTo("chat", "http://127.0.0.1"), key };
  return createSdkCaller(client, guarded, connection, () => echoing(key)).call(encodeWire("chat"), callOptions());
}

describe("createSdkCaller", () => {
  it("records no key that the server echoes, be it in the answer or in a tool call", async () => {
    const { text, toolCalls, finish, model, id, systemFingerprint, serviceTier } = await callWith(canaryKey);
    assert.deepEqual(
      { text, toolCalls, raw: finish.raw, model, id, systemFingerprint, serviceTier },
      {
        text: "It is [key].",
        toolCalls: [{ id: "1", name: "[key]", arguments: '{"key":"[key]"}' }],
        raw: "[key]",
        model: "[key]",
        id: "[key]",
        systemFingerprint: "[key]",
        serviceTier: "[key]",
      },
    );
  });

  it("leaves the answer as it is where the key is a placeholder that a model may write", async () => {
    const { text, id } = await callWith("ollama");
    assert.deepEqual({ text, id }, { text: "It is ollama.", id: "[key]" });
  });
});

// What a provider echoes is recorded without the key; what the model wrote stays.
import assert from "node:assert/strict";
import { createSdkCaller, type SdkClient } from "../../../src/core/providers/sdk-call.ts";
import type { GuardedFetch } from "../../../src/core/providers/guarded-fetch.ts";
import type { StreamReader } from "../../../src/core/providers/stream-reader.ts";
import { callOptions, canaryKey, connectionTo, encodeWire } from "./calls.ts";

const client: SdkClient = { post: () => ({ asResponse: () => Promise.resolve({ body: null }) }) };
const echoing: StreamReader = {
  read: () => undefined,
  isComplete: () => true,
  answer: () => ({
    text: canaryKey,
    toolCalls: [],
    finish: { unified: "stop", raw: canaryKey },
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false },
    model: canaryKey,
    id: canaryKey,
    systemFingerprint: canaryKey,
    serviceTier: canaryKey,
  }),
};

describe("createSdkCaller", () => {
  it("records no key that the provider echoes, except in the text of the answer", async () => {
    const guarded = {
      open: () => ({ headers: {}, response: null, firstByteAt: null, startedAt: 0, failure: null }),
      close: () => undefined,
    } as unknown as GuardedFetch;
    const { text, finish, model, id, systemFingerprint, serviceTier } = await createSdkCaller(
      client,
      guarded,
      connectionTo("chat", "http://127.0.0.1"),
      () => echoing,
    ).call(encodeWire("chat"), callOptions());
    assert.deepEqual(
      { text, raw: finish.raw, model, id, systemFingerprint, serviceTier },
      { text: canaryKey, raw: "[key]", model: "[key]", id: "[key]", systemFingerprint: "[key]", serviceTier: "[key]" },
    );
  });
});

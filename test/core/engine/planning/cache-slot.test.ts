// What makes a request another one for the cache, and what does not.
import assert from "node:assert/strict";
import { cacheSlot, type CacheableCall } from "../../../../src/core/engine/planning/cache-slot.ts";
import { modelOf } from "../../../support/factories.ts";

const openai = "http://127.0.0.1:8000/v1";
const call: CacheableCall = {
  model: modelOf({ provider: "openai", settings: { api: "chat" } }),
  encoded: { method: "POST", path: "/chat/completions", body: { model: "m-1", temperature: 0.5, messages: ["hello"] } },
  epoch: 0,
  replicate: 0,
  judgePromptVersion: null,
  isUsable: () => true,
};

function keyOf(changes: Partial<CacheableCall> = {}, baseUrl = openai): string | undefined {
  return cacheSlot({ ...call, ...changes }, new Map([["openai", baseUrl]]))?.key;
}

describe("cacheSlot", () => {
  const { encoded } = call;
  for (const [what, changes, baseUrl] of [
    ["another parameter", { encoded: { ...encoded, body: { ...encoded.body, temperature: 0.6 } } }, openai],
    ["another model", { encoded: { ...encoded, body: { ...encoded.body, model: "m-2" } } }, openai],
    ["another path", { encoded: { ...encoded, path: "/responses" } }, openai],
    ["another epoch", { epoch: 1 }, openai],
    ["another replicate", { replicate: 1 }, openai],
    ["a judge's question", { judgePromptVersion: 1 }, openai],
    ["another host", {}, "http://localhost:8000/v1"],
    ["another port", {}, "http://127.0.0.1:8001/v1"],
    ["another scheme", {}, "https://127.0.0.1:8000/v1"],
    ["another base path", {}, "http://127.0.0.1:8000/other/v1"],
  ] as const) {
    it(`has another key for ${what}`, () => {
      assert.notEqual(keyOf(changes, baseUrl), keyOf());
    });
  }

  it("has another key for another version of the judge's prompt", () => {
    assert.notEqual(keyOf({ judgePromptVersion: 1 }), keyOf({ judgePromptVersion: 2 }));
  });

  it("has one key for one request, however it is written and whatever it costs", () => {
    const body = { messages: ["hello"], model: "m-1", temperature: 0.5 };
    const model = { ...call.model, price: { input: 1, output: 2 } };
    assert.equal(keyOf({ encoded: { ...encoded, body }, model }, `${openai}/`), keyOf());
  });

  it("pins the key, so that a later version finds what an earlier one kept", () => {
    assert.equal(keyOf(), "sha256:13d2517a160996664d7187414d3e99e2e4eb2c1921219c4dfd51c788d46c6a8a");
  });

  it("has none for a simulated model", () => {
    assert.equal(cacheSlot({ ...call, model: modelOf() }, new Map()), null);
  });
});

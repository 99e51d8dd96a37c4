import assert from "node:assert/strict";
import fc from "fast-check";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import { builtInEndpoints, endpointDefinition, originOf, parseBaseUrl } from "../../../src/core/providers/endpoints.ts";

describe("endpointDefinition", () => {
  it("knows the built-in endpoints and their keys", () => {
    assert.deepEqual(builtInEndpoints.map(endpointDefinition), [
      { name: "openai", baseUrl: "https://api.openai.com/v1", keyVariable: "OPENAI_API_KEY", needsKey: true },
      { name: "anthropic", baseUrl: "https://api.anthropic.com", keyVariable: "ANTHROPIC_API_KEY", needsKey: true },
      {
        name: "gemini",
        baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai",
        keyVariable: "TOUCHSTONE_KEY_GEMINI",
        needsKey: true,
      },
      { name: "openrouter", baseUrl: "https://openrouter.ai/api/v1", keyVariable: "TOUCHSTONE_KEY_OPENROUTER", needsKey: true },
      { name: "groq", baseUrl: "https://api.groq.com/openai/v1", keyVariable: "TOUCHSTONE_KEY_GROQ", needsKey: true },
      { name: "mistral", baseUrl: "https://api.mistral.ai/v1", keyVariable: "TOUCHSTONE_KEY_MISTRAL", needsKey: true },
      { name: "azure", baseUrl: null, keyVariable: "TOUCHSTONE_KEY_AZURE", needsKey: true },
      { name: "ollama", baseUrl: null, keyVariable: "TOUCHSTONE_KEY_OLLAMA", needsKey: false },
      { name: "vllm", baseUrl: null, keyVariable: "TOUCHSTONE_KEY_VLLM", needsKey: false },
    ]);
  });

  it("takes a name of the user's own", () => {
    assert.deepEqual(endpointDefinition("my-lab-2"), {
      name: "my-lab-2",
      baseUrl: null,
      keyVariable: "TOUCHSTONE_KEY_MY_LAB_2",
      needsKey: false,
    });
  });

  for (const name of ["", "OpenAI", "a_b", "https://x.example", "a b", "-a", "__proto__"]) {
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      assert.throws(
        () => endpointDefinition(name),
        (error) => isTouchstoneError(error, "input/invalid"),
      );
    });
  }
});

describe("parseBaseUrl", () => {
  for (const [text, provider, expected] of [
    ["https://api.example.com/v1/", "openai", "https://api.example.com/v1"],
    ["https://api.example.com", "openai", "https://api.example.com/v1"],
    ["https://api.example.com/", "openai", "https://api.example.com/v1"],
    ["https://api.example.com/openai", "openai", "https://api.example.com/openai"],
    ["https://api.example.com/", "anthropic", "https://api.example.com"],
    ["http://127.0.0.1:11434/v1", null, "http://127.0.0.1:11434/v1"],
    ["http://[::1]:8000/v1//", null, "http://[::1]:8000/v1"],
    ["HTTPS://API.Example.COM:443/V1", null, "https://api.example.com/V1"],
  ] as const) {
    it(`takes ${text} for ${String(provider)} as ${expected}`, () => {
      assert.equal(parseBaseUrl(text, provider), expected);
    });
  }

  for (const text of [
    "",
    "api.openai.com",
    "ftp://api.example.com",
    "file:///etc/passwd",
    "https://user:secret@api.example.com",
    "https://api.openai.com@evil.example",
    "https://api.example.com/v1?key=1",
    "https://api.example.com/v1?",
    "https://api.example.com/v1#",
    "https://api.example.com\\@evil.example",
    "https://api.exam\nple.com",
    " https://api.example.com",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseBaseUrl(text),
        (error) => isTouchstoneError(error, "input/invalid") && !error.message.includes("secret"),
      );
    });
  }

  it("gives a URL of the same origin, or none", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        try {
          const parsed = parseBaseUrl(text);
          return originOf(parsed) === new URL(text).origin && parseBaseUrl(parsed) === parsed;
        } catch (error) {
          return isTouchstoneError(error, "input/invalid");
        }
      }),
    );
  });
});

// Names of models: which stay what they are, and which are kin.
import assert from "node:assert/strict";
import { isPinned, modelFamily } from "../../../src/core/comparison/model-names.ts";

const openai = { provider: "openai", origin: "https://api.openai.com" };
const anthropic = { provider: "anthropic", origin: "https://api.anthropic.com" };
const local = { provider: "openai", origin: "http://127.0.0.1:11434" };

describe("isPinned", () => {
  for (const [place, requested, expected] of [
    [openai, "gpt-5-mini-2026-03-01", true],
    [openai, "gpt-4-0613", true],
    [openai, "gpt-5-mini", false],
    [openai, "chatgpt-4o-latest", false],
    [anthropic, "claude-sonnet-4-20250514", true],
    [anthropic, "claude-3-5-sonnet-latest", false],
    [anthropic, "claude-3-5-haiku", false],
    [anthropic, "claude-opus-4-1", false],
    [anthropic, "claude-sonnet-4-5", false],
    [anthropic, "claude-opus-4-6", true],
    [local, "llama3.1:8b", true],
    [local, "llama3.1:latest", false],
    [{ provider: "simulated", origin: null }, "simulated-judge-1", true],
  ] as const) {
    it(`is ${expected} for ${requested} at ${place.origin ?? "nobody"}`, () => {
      assert.equal(isPinned({ ...place, requested }), expected);
    });
  }
});

describe("modelFamily", () => {
  for (const [requested, family] of [
    ["gpt-5-mini", "GPT"],
    ["o4-mini", "GPT"],
    ["openai/gpt-5", "GPT"],
    ["anthropic/claude-opus-4-6", "Claude"],
    ["claude-3-haiku-20240307", "Claude"],
    ["meta-llama/Llama-3.1-70B", "Llama"],
    ["open-weights-1", null],
  ] as const) {
    it(`is ${family ?? "unknown"} for ${requested}`, () => {
      assert.equal(modelFamily({ ...local, requested }), family);
    });
  }

  it("is none for a simulated model, whatever it is called", () => {
    assert.equal(modelFamily({ provider: "simulated", origin: null, requested: "gpt-5" }), null);
  });
});

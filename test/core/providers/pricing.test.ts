import assert from "node:assert/strict";
import { prices } from "../../../src/core/providers/prices.ts";
import { batchFactorOf, boundBatchFactorOf, boundPriceOf, costOf, priceOf } from "../../../src/core/providers/pricing.ts";
import { estimateTokens } from "../../../src/core/providers/estimate-tokens.ts";
import { configOf } from "./calls.ts";

const mini = { input: 0.25, cached_input: 0.025, output: 2, batch: 0.5 };
const usage = { input: 1_000_000, output: 500_000, cacheRead: 400_000, cacheWrite: 0, reasoning: 100_000, estimated: false };

describe("boundPriceOf", () => {
  for (const [name, config, expected] of [
    [
      "never less than the table's",
      configOf("openai", { model: "gpt-5-mini", price: { input: 0, output: 0 } }),
      { input: 0.25, cached_input: 0.025, output: 2 },
    ],
    [
      "the config's own where that is larger, part by part",
      configOf("openai", { model: "gpt-5-mini", price: { input: 1, output: 0 } }),
      { input: 1, cached_input: 1, output: 2 },
    ],
    [
      "the config's own where the table does not know the model",
      configOf("openai", { model: "gpt-99", price: { input: 0, output: 0 } }),
      { input: 0, output: 0 },
    ],
    ["the table's without an own one", configOf("openai", { model: "gpt-5-mini" }), { input: 0.25, cached_input: 0.025, output: 2 }],
    ["unknown where nobody knows", configOf("openai", { model: "gpt-99" }), null],
    ["free for a simulated model", configOf("simulated"), "free"],
  ] as const) {
    it(`is ${name}`, () => {
      assert.deepEqual(boundPriceOf(config), expected);
    });
  }
});

describe("priceOf", () => {
  for (const [name, config, expected] of [
    ["a model", configOf("openai", { model: "gpt-5-mini" }), mini],
    ["a dated model", configOf("openai", { model: "gpt-5-mini-2026-03-01" }), mini],
    [
      "a model dated as Anthropic does",
      configOf("anthropic", { model: "claude-haiku-4-5-20251001" }),
      { input: 1, cached_input: 0.1, output: 5, batch: 0.5 },
    ],
    ["a model at its provider's own endpoint", configOf("openai", { model: "gpt-5-mini", endpoint: "openai" }), mini],
    ["a model at another endpoint", configOf("openai", { model: "gpt-5-mini", endpoint: "azure" }), null],
    ["another model that begins alike", configOf("openai", { model: "gpt-5-mini-audio" }), null],
    ["a model of another provider", configOf("anthropic", { model: "gpt-5-mini" }), null],
    ["an unknown model", configOf("openai", { model: "gpt-99" }), null],
    ["an unknown provider", configOf("constructor", { model: "gpt-5-mini" }), null],
    [
      "a config with a price of its own",
      configOf("openai", { model: "gpt-5-mini", endpoint: "azure", price: { input: 1, output: 2 } }),
      { input: 1, output: 2 },
    ],
    ["a simulated model", configOf("simulated"), "free"],
  ] as const) {
    it(`of ${name}`, () => {
      assert.deepEqual(priceOf(config), expected);
    });
  }

  it("has plausible prices only", () => {
    const all = [...prices.values()].flatMap((table) => [...table.values()]);
    assert.deepEqual(
      all.filter(({ input, cached_input = input, output }) => !(0 < cached_input && cached_input < input && input < output)),
      [],
    );
  });
});

describe("costOf", () => {
  it("charges cached input at its own price", () => {
    assert.equal(costOf(usage, mini), 0.6 * 0.25 + 0.4 * 0.025 + 0.5 * 2);
  });

  it("charges cached input in full when it has no price", () => {
    assert.equal(costOf(usage, { input: 1, output: 2 }), 2);
  });

  it("is 0 for a free model, whatever it counted", () => {
    assert.equal(costOf(null, "free"), 0);
  });

  it("is unknown without a price", () => {
    assert.equal(costOf(usage, null), null);
  });

  it("is unknown without usage", () => {
    assert.equal(costOf(null, mini), null);
  });
});

describe("estimateTokens", () => {
  it("counts four characters as one token, rounded up", () => {
    assert.deepEqual(["", "a", "abcd", "abcde"].map(estimateTokens), [0, 1, 1, 2]);
  });
});

describe("the factor of a batch", () => {
  const own = (batch?: number): ReturnType<typeof configOf> =>
    configOf("openai", { model: "gpt-99", price: { input: 1, output: 1, ...(batch === undefined ? {} : { batch }) } });

  for (const [name, config, factor, bound] of [
    ["the table's", configOf("openai", { model: "gpt-5-mini" }), 0.5, 0.5],
    ["a half where nobody says", own(), 0.5, 0.5],
    ["the config's own, which counts for no less than a half in a bound", own(0.1), 0.1, 0.5],
    ["the config's own where it is larger", own(0.8), 0.8, 0.8],
    ["a half without a price", configOf("openai", { model: "gpt-99" }), 0.5, 0.5],
  ] as const) {
    it(`is ${name}`, () => {
      assert.deepEqual([batchFactorOf(config), boundBatchFactorOf(config)], [factor, bound]);
    });
  }
});

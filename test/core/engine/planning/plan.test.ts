// The plan: stable hashes, the interleaving order, upper bounds of calls, tokens and cost, destinations and warnings.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { isTouchstoneError } from "../../../../src/core/base/errors.ts";
import { hashValue } from "../../../../src/core/base/hash.ts";
import type { Setup } from "../../../../src/core/documents/setup.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../../src/core/engine/planning/plan.ts";
import {
  armOf,
  collectionOf,
  criterionOf,
  criterionSetOf,
  judgeOf,
  modelOf,
  questionOf,
  rowOf,
  rowsOf,
  setupOf,
  templateOf,
} from "../../../support/factories.ts";
import { noEndpoints, planOf } from "../engine-fixtures.ts";

const price = { input: 10, output: 100 };
const pricedModel = modelOf({ provider: "openai", model: "m-1", price, parameters: { max_tokens: 50 } });

/** `row/arm/epoch` of each sample in the plan's order. */
function orderOf(plan: Plan): string[] {
  return plan.samples.map(({ row, arm, epoch }) => `${row.id}/${arm.name}/${epoch}`);
}

function threeArms(rows = 5): Setup {
  return setupOf({ collection: collectionOf(rowsOf(rows)), arms: [armOf(), armOf("short"), armOf("long")] });
}

describe("planRun: samples", () => {
  it("hashes a sample over row, row hash, variant, configuration and epoch", () => {
    const [row] = rowsOf(1);
    const arm = armOf();
    const [sample] = planOf(setupOf({ collection: collectionOf([row!]), arms: [arm] })).samples;
    assert.equal(
      sample?.hash,
      hashValue("touchstone/sample/1", { row: "r01", rowHash: row?.hash, variant: "baseline", config: arm.configHash, epoch: 0 }),
    );
  });

  it("pins the hash of a plan, so that a stored run can be continued by a later version", () => {
    assert.equal(planOf(threeArms(), { epochs: 2 }).hash, "sha256:d8b7d1d4550e62333655ccff380b502c8691f4f6551cde4e8210189625e2fa21");
  });

  it("plans the same hash in another process", () => {
    const module = fileURLToPath(new URL("print-plan-hash.ts", import.meta.url));
    const printed = execFileSync(process.execPath, [module], { encoding: "utf8" });
    assert.equal(printed, planOf(setupOf(), { epochs: 3, seed: 7 }).hash);
  });

  for (const [what, changed] of [
    ["another row id", setupOf({ collection: collectionOf([rowOf("other", { text: "a" })]) })],
    ["another value", setupOf({ collection: collectionOf([rowOf("r", { text: "b" })]) })],
    [
      "another template",
      setupOf({
        collection: collectionOf([rowOf("r", { text: "a" })]),
        arms: [armOf("baseline", { template: templateOf("Say: {{text}}") })],
      }),
    ],
    [
      "another parameter",
      setupOf({
        collection: collectionOf([rowOf("r", { text: "a" })]),
        arms: [armOf("baseline", { model: modelOf({ parameters: { max_tokens: 99 } }) })],
      }),
    ],
  ] as const) {
    it(`gives another sample hash to ${what}`, () => {
      const plain = setupOf({ collection: collectionOf([rowOf("r", { text: "a" })]) });
      assert.notEqual(planOf(changed).samples[0]?.hash, planOf(plain).samples[0]?.hash);
    });
  }

  it("gives each epoch its own samples", () => {
    const hashes = planOf(setupOf(), { epochs: 3 }).samples.map((sample) => sample.hash);
    assert.equal(new Set(hashes).size, 6);
  });

  it("is data that depends on nothing but its input: two plans are equal", () => {
    const setup = threeArms();
    assert.deepEqual(planOf(setup, { epochs: 2, seed: 5 }), planOf(setup, { epochs: 2, seed: 5 }));
  });

  it("calls nobody: a plan for real providers needs no key, no clock and no network", () => {
    const original = globalThis.fetch;
    let requests = 0;
    globalThis.fetch = () => Promise.reject(new Error(`request ${(requests += 1)}`));
    try {
      planOf(setupOf({ arms: [armOf("baseline", { model: pricedModel })] }));
    } finally {
      globalThis.fetch = original;
    }
    assert.equal(requests, 0);
  });
});

describe("planRun: order", () => {
  it("keeps the arms of a row side by side, in every epoch", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }), fc.integer(), (rows, epochs, seed) => {
        const order = orderOf(planOf(threeArms(rows), { epochs, seed }));
        for (let index = 0; index < order.length; index += 3) {
          const places = order.slice(index, index + 3).map((name) => name.split("/"));
          assert.equal(new Set(places.map(([row, , epoch]) => `${row}/${epoch}`)).size, 1);
          assert.equal(new Set(places.map(([, arm]) => arm)).size, 3);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("plans every row, arm and epoch exactly once", () => {
    const order = orderOf(planOf(threeArms(4), { epochs: 2 }));
    const all = ["r01", "r02", "r03", "r04"].flatMap((row) =>
      ["baseline", "short", "long"].flatMap((arm) => [`${row}/${arm}/0`, `${row}/${arm}/1`]),
    );
    assert.deepEqual([...order].sort(), all.sort());
  });

  it("differs by seed", () => {
    assert.notDeepEqual(orderOf(planOf(threeArms(20), { seed: 1 })), orderOf(planOf(threeArms(20), { seed: 2 })));
  });

  it("does not start every row with the same arm", () => {
    const first = planOf(threeArms(30))
      .samples.filter((_, index) => index % 3 === 0)
      .map((sample) => sample.arm.name);
    assert.equal(new Set(first).size, 3);
  });
});

describe("planRun: arms and rows", () => {
  it("keeps the baseline beside the variants that are named", () => {
    assert.deepEqual(
      planOf(threeArms(), { variants: ["long"] }).arms.map((arm) => arm.name),
      ["baseline", "long"],
    );
  });

  it("refuses an unknown variant and names the one that was meant", () => {
    assert.throws(() => planOf(threeArms(), { variants: ["shor"] }), { code: "input/invalid", hint: 'Did you mean "short"?' });
  });

  for (const [what, options, isPartial] of [
    ["without a selection", {}, false],
    ["with --rows", { rows: { kind: "first", count: 1 } }, true],
    ["with --filter", { filter: { text: ["text of r01"] } }, true],
    ["with --shard", { shard: { index: 1, count: 2 } }, true],
    ["with --variant alone", { variants: ["short"] }, false],
  ] as const) {
    it(`is ${isPartial ? "partial" : "whole"} ${what}`, () => {
      assert.equal(planOf(threeArms(), options).isPartial, isPartial);
    });
  }

  it("stays whole when the experiment itself limits its rows", () => {
    assert.equal(planOf(setupOf({ rows: { first: 1 } })).isPartial, false);
  });

  it("warns of a variant that changes more than one axis", () => {
    const { warnings } = planOf(setupOf({ arms: [armOf(), armOf("both", { axes: ["template", "temperature"] })] }));
    assert.deepEqual(warnings, [
      'Variant "both" changes 2 things at once (template, temperature): a difference cannot be traced to one of them. Try each in a variant of its own.',
    ]);
  });

  it("does not warn of a variant that changes one axis", () => {
    assert.deepEqual(planOf(setupOf({ arms: [armOf(), armOf("one", { axes: ["template"] })] })).warnings, []);
  });
});

describe("planRun: limits", () => {
  const defaults = { concurrency: 3, max_cost_usd: 2, max_calls: 7 };

  it("takes the defaults of the project", () => {
    assert.deepEqual(planOf(setupOf({ defaults })).limits, { concurrency: 3, maxCostUsd: 2, maxCalls: 7, maxAttempts: 5 });
  });

  it("lets the door's options come first", () => {
    assert.deepEqual(planOf(setupOf({ defaults }), { concurrency: 4, maxCostUsd: 1, maxCalls: 9 }).limits, {
      concurrency: 4,
      maxCostUsd: 1,
      maxCalls: 9,
      maxAttempts: 5,
    });
  });

  it("has ten calls in flight and no cap where nobody says anything", () => {
    assert.deepEqual(planOf(setupOf()).limits, { concurrency: 10, maxCostUsd: null, maxCalls: null, maxAttempts: 5 });
  });
});

describe("planRun: bounds", () => {
  const together = criterionSetOf(questionOf("a"), questionOf("b"), criterionOf("c"));

  it("counts a generation for each sample and no rating without a question", () => {
    assert.deepEqual(planOf(threeArms(4), { epochs: 2 }).calls, { generation: 24, rating: 0, cached: 0 });
  });

  it("counts one rating for each sample when questions are asked together", () => {
    const setup = setupOf({ criteria: together, judge: judgeOf() });
    assert.deepEqual(planOf(setup, { epochs: 2 }).calls, { generation: 4, rating: 4, cached: 0 });
  });

  it("counts one rating for each question when they are asked separately", () => {
    const setup = setupOf({ criteria: together, judge: judgeOf(), rating: { mode: "fast", grouping: "separate" } });
    assert.deepEqual(planOf(setup).calls, { generation: 2, rating: 4, cached: 0 });
  });

  it("bounds tokens by four characters a token and the longest answers allowed", () => {
    // "Answer: aaaa" has 12 characters.
    const setup = setupOf({
      collection: collectionOf([rowOf("r1", { text: "aaaa" }), rowOf("r2", { text: "aaaa" })]),
      arms: [armOf("baseline", { model: pricedModel })],
    });
    assert.deepEqual(planOf(setup, { epochs: 3 }).tokens, { input: 2 * 3 * 3, outputMax: 2 * 3 * 50 });
  });

  it("bounds the cost by the tokens at price", () => {
    const setup = setupOf({ collection: collectionOf([rowOf("r1", { text: "aaaa" })]), arms: [armOf("baseline", { model: pricedModel })] });
    assert.deepEqual(planOf(setup).costUsd, { worst: (3 * 10 + 50 * 100) / 1e6 });
  });

  it("costs nothing with simulated models", () => {
    assert.deepEqual(planOf(setupOf()).costUsd, { worst: 0 });
  });

  it("reads the longest response to the judge", () => {
    const inputOf = (max_tokens: number): number =>
      planOf(
        setupOf({ arms: [armOf("baseline", { model: modelOf({ parameters: { max_tokens } }) })], criteria: together, judge: judgeOf() }),
      ).tokens.input;
    assert.equal(inputOf(300) - inputOf(100), 2 * 200);
  });

  it("adds the judge's longest verdicts at the judge's price", () => {
    const worstOf = (max_tokens: number): number =>
      planOf(setupOf({ criteria: together, judge: judgeOf({ ...pricedModel, parameters: { max_tokens } }) })).costUsd.worst ?? 0;
    assert.equal(((worstOf(80) - worstOf(50)) * 1e6).toFixed(6), (2 * 30 * 100).toFixed(6));
  });

  it("counts what a row puts into a question", () => {
    const inputOf = (answer: string): number => {
      const collection = collectionOf([rowOf("r", { text: "a", answer })]);
      return planOf(setupOf({ collection, criteria: criterionSetOf(questionOf("a", "Is it {{answer}}?")), judge: judgeOf() })).tokens.input;
    };
    // Once in the row that the judge sees, and once in the question.
    assert.equal(inputOf("x".repeat(4001)) - inputOf("x"), 2000);
  });

  it("assumes 4096 tokens for a paid model without max_tokens, and says so", () => {
    const plan = planOf(setupOf({ arms: [armOf("baseline", { model: { ...pricedModel, parameters: {} } })] }));
    assert.deepEqual(
      [plan.tokens.outputMax, plan.warnings],
      [2 * 4096, ["openai/m-1 sets no max_tokens; the worst case assumes 4096 tokens an answer."]],
    );
  });
});

describe("planRun: prices", () => {
  const unknown = setupOf({ arms: [armOf("baseline", { model: modelOf({ provider: "openai", model: "nobody-knows" }) })] });

  it("knows no worst cost without a price, and warns", () => {
    const plan = planOf(unknown);
    assert.deepEqual(
      [plan.costUsd.worst, plan.warnings],
      [null, ["The price of openai/nobody-knows is unknown, so its cost is too; give its model config a `price:`."]],
    );
  });

  it("refuses a cost cap with an unknown price", () => {
    assert.throws(
      () => planOf(unknown, { maxCostUsd: 1 }),
      (error: unknown) => isTouchstoneError(error, "budget/price-unknown") && error.message.includes("openai/nobody-knows"),
    );
  });

  it("refuses a cost cap with a judge of unknown price", () => {
    const setup = setupOf({
      criteria: criterionSetOf(questionOf("a")),
      judge: judgeOf(modelOf({ provider: "openai", model: "nobody-knows" })),
    });
    assert.throws(() => planOf(setup, { maxCostUsd: 1 }), { code: "budget/price-unknown" });
  });

  it("accepts a cost cap with an unknown price when the calls are capped", () => {
    assert.equal(planOf(unknown, { maxCostUsd: 1, maxCalls: 5 }).limits.maxCalls, 5);
  });
});

describe("planRun: destinations", () => {
  it("names nobody for simulated models", () => {
    assert.deepEqual(planOf(setupOf()).destinations, [
      { endpoint: null, baseUrl: null, origin: null, provider: "simulated", model: "test-1", calls: 2 },
    ]);
  });

  it("adds up the calls of arms and judge that go to the same model", () => {
    const arms = [
      armOf("baseline", { model: pricedModel }),
      armOf("short", { model: { ...pricedModel, parameters: { max_tokens: 20 } } }),
    ] as const;
    const plan = planOf(setupOf({ arms, criteria: criterionSetOf(questionOf("a")), judge: judgeOf(pricedModel) }));
    assert.deepEqual(
      plan.destinations.map(({ origin, model, calls }) => ({ origin, model, calls })),
      [{ origin: "https://api.openai.com", model: "m-1", calls: 8 }],
    );
  });

  it("keeps apart what goes elsewhere", () => {
    const arms = [armOf("baseline", { model: pricedModel }), armOf("local", { model: { ...pricedModel, endpoint: "vllm" } })] as const;
    const plan = planRun(setupOf({ arms }), defaultOptions, new Map([["vllm", "http://127.0.0.1:8000/v1"]]));
    assert.deepEqual(
      plan.destinations.map(({ endpoint, origin, calls }) => ({ endpoint, origin, calls })),
      [
        { endpoint: "openai", origin: "https://api.openai.com", calls: 2 },
        { endpoint: "vllm", origin: "http://127.0.0.1:8000", calls: 2 },
      ],
    );
  });

  it("refuses a URL for an endpoint that nobody calls and nobody knows", () => {
    const setup = setupOf({ arms: [armOf("baseline", { model: pricedModel })] });
    assert.throws(() => planRun(setup, defaultOptions, new Map([["opnai", "http://127.0.0.1:9"]])), {
      code: "input/invalid",
      hint: 'Did you mean "openai"?',
    });
    assert.doesNotThrow(() => planRun(setup, defaultOptions, new Map([["anthropic", "http://127.0.0.1:9"]])));
  });

  it("refuses an endpoint without a URL", () => {
    assert.throws(
      () => planRun(setupOf({ arms: [armOf("baseline", { model: { ...pricedModel, endpoint: "vllm" } })] }), defaultOptions, noEndpoints),
      { code: "provider/endpoint-missing" },
    );
  });

  for (const [what, judge, isSimulated] of [
    ["only simulated models", modelOf(), true],
    ["a real judge", pricedModel, false],
  ] as const) {
    it(`is ${isSimulated ? "" : "not "}simulated with ${what}`, () => {
      assert.equal(planOf(setupOf({ criteria: criterionSetOf(questionOf("a")), judge: judgeOf(judge) })).isSimulated, isSimulated);
    });
  }
});

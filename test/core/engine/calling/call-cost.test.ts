// What counts against the cost cap when it cannot be known.
import assert from "node:assert/strict";
import { callModel } from "../../../../src/core/engine/calling/call-model.ts";
import { completionOf, modelOf, setupOf } from "../../../support/factories.ts";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { createScriptedCaller, type ScriptedAnswer } from "../../../support/scripted-caller.ts";
import { createBench, planOf } from "../engine-fixtures.ts";
import { callOf, failure } from "./call-desk.ts";

describe("callModel: the cost cap", () => {
  const priced = modelOf({ provider: "openai", price: { input: 1_000_000, output: 1_000_000 }, parameters: { max_tokens: 10 } });
  const capped = async (script: () => ScriptedAnswer): Promise<unknown> => {
    const bench = await createBench({
      plan: planOf(setupOf(), { maxCostUsd: 1, maxCalls: 99 }),
      clock: createFakeClock({ isEager: true }),
    });
    const caller = createScriptedCaller(script);
    await callModel(callOf(caller, { model: priced }), bench.context);
    await callModel(callOf(caller, { model: priced }), bench.context);
    return [caller.calls.length, bench.control.stopped()?.reason];
  };

  it("counts an answer without token counts at its longest", async () => {
    assert.deepEqual(await capped(() => completionOf("fine", { usage: null })), [1, "the cost cap of $1 is reached"]);
  });

  it("counts an answer of a model that the table knows at no less than the table's price", async () => {
    const bench = await createBench({
      plan: planOf(setupOf(), { maxCostUsd: 1, maxCalls: 99 }),
      clock: createFakeClock({ isEager: true }),
    });
    const usage = { input: 0, output: 1_000_000, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false };
    const caller = createScriptedCaller(() => completionOf("fine", { usage }));
    const model = modelOf({ provider: "openai", model: "gpt-5-mini", price: { input: 0, output: 0 } });
    const outcome = await callModel(callOf(caller, { model }), bench.context);
    await callModel(callOf(caller, { model }), bench.context);
    assert.deepEqual(
      [outcome.kind === "answered" && outcome.facts.cost.usd, caller.calls.length, bench.control.stopped()?.cause],
      [0, 1, "budget"],
    );
  });

  it("counts an attempt that may have been billed at its longest", async () => {
    assert.deepEqual(await capped(() => failure("invalid-response")), [1, "the cost cap of $1 is reached"]);
  });
});

// A call of a run that is paused.
import assert from "node:assert/strict";
import { callModel, requestHash } from "../../../../src/core/engine/calling/call-model.ts";
import { setupOf } from "../../../support/factories.ts";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { createScriptedCaller, type ScriptedAnswer } from "../../../support/scripted-caller.ts";
import { createBench, planOf } from "../engine-fixtures.ts";
import { callOf, encoded, factsOf, failure, type Tried } from "./call-desk.ts";

describe("callModel: a paused run", () => {
  /** Two calls of a run: the first is answered, the second meets what `script` says until it is answered. */
  async function afterAnAnswer(script: (index: number) => ScriptedAnswer): Promise<Tried> {
    const clock = createFakeClock({ isEager: true });
    const bench = await createBench({ plan: planOf(setupOf()), clock, patienceMs: Infinity });
    await callModel(
      callOf(
        createScriptedCaller(() => "fine"),
        {},
      ),
      bench.context,
    );
    const caller = createScriptedCaller(({ index }) => script(index));
    const outcome = await callModel(callOf(caller, {}), bench.context);
    return { outcome, bench, clock, calls: caller.calls };
  }

  it("makes a call as often as it takes until a server is found back", async () => {
    const { outcome, calls, bench } = await afterAnAnswer((index) => (index < 12 ? failure("unreachable") : "back"));
    assert.deepEqual(
      [outcome.kind === "answered" && outcome.completion.text, calls.length, bench.pauses.length, bench.pauses.at(-1)],
      ["back", 13, 13, null],
    );
  });

  it("keeps every attempt among the facts", async () => {
    const tried = await afterAnAnswer((index) => (index < 3 ? failure("unreachable") : "back"));
    assert.deepEqual(factsOf(tried).retries, Array(3).fill({ status: null, code: "unreachable", waitedMs: 250 }));
  });

  it("still repeats a call of unknown outcome once only, for it may be billed each time", async () => {
    const { outcome, calls } = await afterAnAnswer((index) => failure(index === 0 ? "unreachable" : "unknown-outcome"));
    assert.deepEqual([outcome.kind, calls.length], ["failed", 3]);
  });

  it("tries with another call when the one that was to be tried is not sent", async () => {
    const bench = await createBench({ plan: planOf(setupOf()), clock: createFakeClock({ isEager: true }) });
    const { pause, repeated } = bench.context;
    for (let times = 0; times < 20; times++) {
      repeated.failed(requestHash(encoded), failure("server"));
      pause.failed(failure("server"), { origin: "", isProbe: false });
    }
    const caller = createScriptedCaller(() => "fine");
    const unsent = await callModel(callOf(caller, {}), bench.context);
    const other = { ...encoded, body: { model: "m-1", input: "something else" } };
    const sent = await callModel({ ...callOf(caller, {}), encoded: other }, bench.context);
    assert.deepEqual([unsent.kind, sent.kind, caller.calls.length], ["failed", "answered", 1]);
  });
});

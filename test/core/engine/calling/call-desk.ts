// One call made against a script, and what it leaves behind.
import type { ModelConfig } from "../../../../src/core/domain/model-config.ts";
import { callModel, type CallOutcome, type ModelCall } from "../../../../src/core/engine/calling/call-model.ts";
import { ProviderError, type ProviderErrorKind, type ProviderErrorOptions } from "../../../../src/core/providers/provider-error.ts";
import { hashOf, modelOf, setupOf } from "../../../support/factories.ts";
import { createFakeClock, type FakeClock } from "../../../support/fake-clock.ts";
import { createScriptedCaller, type ScriptedAnswer, type ScriptedCall } from "../../../support/scripted-caller.ts";
import { createBench, planOf, type Bench } from "../engine-fixtures.ts";

export const encoded = { method: "POST", path: "/answers", body: { model: "m-1", input: "hello" } } as const;

export function failure(kind: ProviderErrorKind, options: ProviderErrorOptions = {}): ProviderError {
  return new ProviderError(kind, `it ended in ${kind}`, options);
}

export interface Tried {
  readonly outcome: CallOutcome;
  readonly bench: Bench;
  readonly clock: FakeClock;
  readonly calls: readonly ScriptedCall[];
}

export interface Circumstances {
  readonly model?: ModelConfig;
  readonly criteria?: readonly string[];
  readonly prepare?: (bench: Bench) => void;
}

export function callOf(caller: ModelCall["caller"], { model = modelOf(), criteria }: Circumstances): ModelCall {
  return {
    sample: hashOf("sample"),
    row: "r1",
    variant: "baseline",
    epoch: 0,
    model,
    encoded,
    caller,
    slot: null,
    ...(criteria === undefined ? {} : { criteria }),
  };
}

export async function tryCall(
  script: (call: ScriptedCall) => ScriptedAnswer | Promise<ScriptedAnswer>,
  circumstances: Circumstances = {},
): Promise<Tried> {
  const clock = createFakeClock({ isEager: true });
  const bench = await createBench({ plan: planOf(setupOf()), clock });
  circumstances.prepare?.(bench);
  const caller = createScriptedCaller(script);
  const outcome = await callModel(callOf(caller, circumstances), bench.context);
  return { outcome, bench, clock, calls: caller.calls };
}

/** The facts of a call that was recorded. */
export function factsOf({ outcome }: Tried) {
  if (outcome.kind === "stopped") throw new Error("nothing was recorded");
  return outcome.facts;
}

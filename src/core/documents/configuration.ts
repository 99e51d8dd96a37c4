// What shapes a request: as a hash, and as the list of things in which two arms differ.
import { hashValue, type Hash } from "../base/hash.ts";
import type { ModelConfig, ModelParameters } from "../domain/model-config.ts";
import type { Arm } from "./setup.ts";

export const parameterNames = [
  "temperature",
  "top_p",
  "max_tokens",
  "seed",
  "stop",
  "reasoning_effort",
  "verbosity",
] as const satisfies readonly (keyof ModelParameters)[];

/** What of a model config shapes the request: not its price and not the name of its endpoint. */
export function requestShape(model: ModelConfig): Readonly<Record<string, unknown>> {
  const { provider, model: name, parameters, output, tools, settings } = model;
  return { provider, model: name, parameters, output, tools, settings };
}

type Configuration = Pick<Arm, "templateHash" | "system" | "model">;

/** The hash of all that shapes an arm's requests. */
export function configHash({ templateHash, system, model, dialogue }: Configuration & Pick<Arm, "dialogue">): Hash {
  return hashValue("touchstone/config/1", {
    template: templateHash,
    system: system?.source.text ?? null,
    model: requestShape(model),
    ...(dialogue === null ? {} : { dialogue }),
  });
}

/** The things in which an arm differs from the one it branches from; none without a parent. */
export function changedAxes(parent: Configuration | undefined, arm: Configuration): string[] {
  if (parent === undefined) return [];
  const differs = (a: unknown, b: unknown): boolean =>
    hashValue("touchstone/axis/1", { value: a ?? null }) !== hashValue("touchstone/axis/1", { value: b ?? null });
  const axes: string[] = [];
  if (parent.templateHash !== arm.templateHash) axes.push("template");
  if (parent.system?.source.text !== arm.system?.source.text) axes.push("system");
  if (
    parent.model.provider !== arm.model.provider ||
    parent.model.model !== arm.model.model ||
    differs(parent.model.settings, arm.model.settings)
  )
    axes.push("model");
  for (const name of parameterNames) if (differs(parent.model.parameters[name], arm.model.parameters[name])) axes.push(name);
  if (differs(parent.model.tools, arm.model.tools)) axes.push("tools");
  if (differs(parent.model.output, arm.model.output)) axes.push("output");
  return axes;
}

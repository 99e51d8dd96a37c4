// A parameter that a provider cannot be told is an error, never dropped in silence.
import { TouchstoneError } from "../base/errors.ts";
import type { ModelParameters } from "../domain/model-config.ts";

/** Throws `document/invalid` naming the first of `names` that is set. */
export function refuseParameters(parameters: ModelParameters, names: readonly (keyof ModelParameters)[], target: string): void {
  for (const name of names) {
    if (parameters[name] === undefined) continue;
    throw new TouchstoneError("document/invalid", `The parameter "${name}" cannot be sent to ${target}.`, {
      hint: `Remove "${name}" from the parameters, or use a model that takes it.`,
    });
  }
}

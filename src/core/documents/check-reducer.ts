// A reducer that asks for more epochs than a row has: it could never pass a row.
import type { Diagnostic } from "../domain/diagnostic.ts";
import { epochsNeeded, reducerName } from "../domain/reducer.ts";
import type { ExperimentSource } from "./experiment-source.ts";

export function checkReducer({ document: { epochs, reduce }, source, yaml }: ExperimentSource): Diagnostic[] {
  const needed = epochsNeeded(reduce);
  if (needed <= epochs) return [];
  return [
    source.diagnose(yaml.rangeOf(["reduce"]), {
      code: "experiment/reducer-range",
      message: `${reducerName(reduce)} takes at least ${needed} epochs, and a row has ${epochs}.`,
      hint: `Write \`epochs: ${needed}\` or more, or a smaller number here.`,
    }),
  ];
}

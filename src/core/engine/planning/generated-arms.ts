// Which arms ask a model for their responses; those of the others are imported.
import type { Arm } from "../../documents/setup.ts";

/** The arms whose responses a model generates. */
export function generatedArms<One extends Pick<Arm, "responseColumn">>(arms: readonly One[]): One[] {
  return arms.filter(({ responseColumn }) => responseColumn === undefined);
}

// Which samples no kept answer may answer: those of the second arm of an A/A run, whose whole use is to be asked again.
import { baselineAgainName } from "../../documents/setup.ts";
import type { PlannedSample } from "./plan.ts";

/** True for a sample that reads nothing from the cache; nor is its answer kept there, which nobody would read. */
export function isAskedAnew({ arm }: Pick<PlannedSample, "arm">): boolean {
  return arm.name === baselineAgainName;
}

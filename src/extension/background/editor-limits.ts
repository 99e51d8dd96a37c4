// What a run in the editor may use at most, whatever a workspace or a stored run says.
import { defaultConcurrency } from "../../core/engine/planning/options.ts";

/** Every call goes through the process that all extensions share. */
const mostCallsInFlight = 50;

/** `wished` may come from a file that anybody wrote. */
export function mostConcurrency(wished: unknown): number {
  const isCount = typeof wished === "number" && Number.isSafeInteger(wished) && wished >= 1;
  return Math.min(isCount ? wished : defaultConcurrency, mostCallsInFlight);
}

/** The project may set a lower cap than the user, never a higher one. */
export function lowestCap(userCap: number, projectCap: number | null): number {
  return Math.min(projectCap ?? userCap, userCap);
}

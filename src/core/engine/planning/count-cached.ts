// What of a plan the cache would answer now: the plan of a run that has not begun, without those calls.
import { noTexts } from "../../domain/run-texts.ts";
import type { AnswerReader } from "../../store/response-cache.ts";
import { countRest } from "./count-rest.ts";
import type { Endpoints } from "./destinations.ts";
import type { Plan } from "./plan.ts";

/** The plan without the calls that the cache answers now. The samples, and with them the hash, are those of the plan. */
export function countCached(plan: Plan, cache: AnswerReader, endpoints: Endpoints): Promise<Plan> {
  return countRest(plan, { record: { samples: new Map() }, texts: noTexts, cache, endpoints });
}

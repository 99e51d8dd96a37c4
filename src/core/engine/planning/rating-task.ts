// All calls by which one response is rated: those of the judge, and those of models of embeddings. Pure.
import type { Criterion } from "../../domain/criterion-set.ts";
import type { ResponseOutput } from "../../domain/run-event.ts";
import type { Endpoints } from "./destinations.ts";
import { embeddingTask } from "./embedding-calls.ts";
import { judgeTask, type JudgeTask } from "./judge-calls.ts";
import type { Plan, PlannedSample } from "./plan.ts";

/** What is to be asked about a response by `criteria`; those that are rated here are left aside. */
export function ratingTask(
  sample: PlannedSample,
  output: ResponseOutput,
  criteria: readonly Criterion[],
  context: { readonly plan: Plan; readonly endpoints: Endpoints },
): JudgeTask {
  const [judged, compared] = [judgeTask(sample, output, criteria, context), embeddingTask(sample, output, criteria, context)];
  return { calls: [...judged.calls, ...compared.calls], settled: [...judged.settled, ...compared.settled] };
}

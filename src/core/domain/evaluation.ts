// What an evaluator made of one arm of a run, as the record keeps it: the last one of each evaluator and arm.
import * as z from "zod";
import type { EvaluationEvent } from "./run-event.ts";
import { hashSchema, nameSchema } from "./stored-values.ts";

const longest = 10_000;

/** The fields of an evaluation, in its journal line and in the index of a run. */
export const evaluationShape = {
  evaluator: nameSchema,
  evaluatorHash: hashSchema,
  variant: nameSchema,
  value: z.number().nullable(),
  reason: z.string().max(longest).nullable(),
  error: z.object({ code: z.string().max(longest), message: z.string().max(longest) }).nullable(),
};

export type Evaluation = Pick<EvaluationEvent, "evaluator" | "evaluatorHash" | "variant" | "value" | "reason" | "error">;

/** Without what a line holds beside it. */
function evaluationFacts({ evaluator, evaluatorHash, variant, value, reason, error }: Evaluation): Evaluation {
  const failure = error === null ? null : { code: error.code, message: error.message };
  return { evaluator, evaluatorHash, variant, value, reason, error: failure };
}

/** In the place of an earlier one of the same evaluator and arm. */
export function withEvaluation(known: readonly Evaluation[], next: Evaluation): readonly Evaluation[] {
  const others = known.filter(({ evaluator, variant }) => evaluator !== next.evaluator || variant !== next.variant);
  return [...others, evaluationFacts(next)];
}

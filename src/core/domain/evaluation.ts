// What an evaluator made of one arm of a run, as the record keeps it: the last one of each evaluator and arm.
import * as z from "zod";
import type { Hash } from "../base/hash.ts";
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

/** By evaluator and arm, the last of each. */
export type Evaluations = ReadonlyMap<string, Evaluation>;

export function evaluationKey({ evaluator, variant }: Pick<Evaluation, "evaluator" | "variant">): string {
  return JSON.stringify([evaluator, variant]);
}

/** Without what a line holds beside it. */
export function evaluationFacts({ evaluator, evaluatorHash, variant, value, reason, error }: Evaluation): Evaluation {
  const failure = error === null ? null : { code: error.code, message: error.message };
  return { evaluator, evaluatorHash, variant, value, reason, error: failure };
}

/** What this version of an evaluator said of an arm; undefined for nothing. */
export function findEvaluation(
  evaluations: Evaluations,
  { id, hash }: { readonly id: string; readonly hash: Hash },
  variant: string,
): Evaluation | undefined {
  const known = evaluations.get(evaluationKey({ evaluator: id, variant }));
  return known?.evaluatorHash === hash ? known : undefined;
}

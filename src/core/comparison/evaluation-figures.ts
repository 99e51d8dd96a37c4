// What evaluators made of the arms of a run, side by side: single figures, which have no interval and decide nothing.
import { findEvaluation } from "../domain/evaluation.ts";
import type { Failure } from "../domain/run-event.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import type { RunRecord } from "../domain/run-record.ts";

export interface EvaluationFigures {
  readonly id: string;
  readonly name: string | null;
  /** One for each arm, the baseline first. */
  readonly arms: readonly ArmEvaluation[];
}

export interface ArmEvaluation {
  readonly variant: string;
  /** Null with an error, and where this evaluator has not seen the arm. */
  readonly value: number | null;
  /** To the baseline; null for itself, and where one of the two has no value. */
  readonly difference: number | null;
  readonly reason: string | null;
  readonly error: Failure | null;
}

export interface EvaluatedArm {
  /** As it is shown. */
  readonly name: string;
  readonly variant: string;
  readonly manifest: Pick<RunManifest, "criteria">;
  readonly record: Pick<RunRecord, "evaluations">;
}

/** By the evaluators of the first arm's run; another version of one is another evaluator. Empty where none has said anything. */
export function evaluationFigures(arms: readonly EvaluatedArm[]): EvaluationFigures[] {
  if (arms.every(({ record }) => record.evaluations.size === 0)) return [];
  return (arms[0]?.manifest.criteria.evaluators ?? []).map((evaluator) => {
    const { id, name } = evaluator;
    const known = arms.map(({ variant, record }) => findEvaluation(record.evaluations, evaluator, variant));
    const base = known[0]?.value ?? null;
    return {
      id,
      name,
      arms: arms.map(({ name: variant }, index) => {
        const { value = null, reason = null, error = null } = known[index] ?? {};
        return { variant, value, difference: index === 0 || value === null || base === null ? null : value - base, reason, error };
      }),
    };
  });
}

/** Of all arms of one run. */
export function evaluationsOf(manifest: RunManifest, record: RunRecord): EvaluationFigures[] {
  return evaluationFigures(manifest.variants.map(({ id }) => ({ name: id, variant: id, manifest, record })));
}

/** How many ended in an error. */
export function countFailed(figures: readonly EvaluationFigures[]): number {
  return figures.reduce((sum, { arms }) => sum + arms.filter(({ error }) => error !== null).length, 0);
}

/** Why evaluators have said nothing of a run, and what failed of what they said; without the words of scripts, which may quote rows. */
export function evaluationWarnings(manifest: RunManifest, record: RunRecord, figures: readonly EvaluationFigures[]): string[] {
  const { evaluators = [] } = manifest.criteria;
  if (evaluators.length === 0) return [];
  const failed = figures.flatMap(({ id, arms }) =>
    arms.flatMap(({ variant, error }) => (error === null ? [] : [`The evaluator ${id} has no figure for ${variant}: ${error.code}.`])),
  );
  const unseen = record.state === "done" && record.evaluations.size === 0 ? whyUnseen(manifest, record) : null;
  return unseen === null ? failed : [...failed, unseen];
}

function whyUnseen({ selection, mergedFrom, runId }: RunManifest, { early }: RunRecord): string | null {
  if (selection.shard !== undefined) return "This is a shard, so its evaluators have not been asked: they are asked about whole runs.";
  if (mergedFrom !== undefined)
    return `The evaluators have not been asked about this merged run; \`touchstone resume ${runId}\` asks them about all of its samples.`;
  return early?.isStopped === true
    ? "The run stopped early, so its evaluators have not been asked: they are asked about every planned sample."
    : null;
}

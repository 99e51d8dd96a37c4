// The evaluators of a run, each once for every arm: behind the last sample, over all of them, and no part of any rating.
import type { Clock, ScriptRunner } from "../../base/ports.ts";
import { countEnded } from "../../comparison/count-ended.ts";
import type { Arm } from "../../documents/setup.ts";
import type { Evaluator } from "../../domain/criterion-set.ts";
import { findEvaluation } from "../../domain/evaluation.ts";
import type { EvaluationEvent } from "../../domain/run-event.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { readRunAnswer, type Evaluated } from "../../scorers/run-answer.ts";
import { cut } from "../../scorers/quote.ts";
import type { JournalWriter } from "../../store/journal-writer.ts";
import { isoTime } from "../calling/call-events.ts";
import type { Plan } from "../planning/plan.ts";
import type { Redo } from "../planning/remainder.ts";
import { evaluatorInput, type EvaluatedRun } from "./evaluator-input.ts";
import type { RunControl } from "./run-control.ts";

export interface EvaluatingRun extends EvaluatedRun {
  readonly redo: Redo;
  readonly journal: Pick<JournalWriter, "append">;
  readonly control: Pick<RunControl, "stopped" | "callSignal">;
  readonly scripts: ScriptRunner;
  readonly clock: Clock;
}

interface Missing {
  readonly arm: Arm;
  readonly evaluators: readonly Evaluator[];
}

/** What no evaluator has said yet of a run whose samples have all ended, by arm; a shard is no whole run. Errors are left where `redo` leaves those of ratings. */
export function missingEvaluations({ setup, arms, options }: Plan, { evaluations }: RunRecord, redo: Redo): Missing[] {
  if (options.shard !== null) return [];
  const isMissing = ({ name }: Arm, evaluator: Evaluator): boolean => {
    const known = findEvaluation(evaluations, evaluator, name);
    return known === undefined || (redo !== "nothing" && known.error !== null);
  };
  return arms
    .map((arm) => ({ arm, evaluators: setup.criteria.evaluators.filter((evaluator) => isMissing(arm, evaluator)) }))
    .filter(({ evaluators }) => evaluators.length > 0);
}

/** Journals what is missing; nothing for a run that has been stopped or has samples left. Rejects when the journal fails. */
export async function evaluateRun(run: EvaluatingRun): Promise<void> {
  const { plan, manifest, record, redo, journal, control } = run;
  const missing = missingEvaluations(plan, record, redo);
  if (missing.length === 0 || countEnded(manifest, record).ended < manifest.samples) return;
  for (const { arm, evaluators } of missing) {
    if (control.stopped() !== null) return;
    const events = await evaluateArm(run, arm, evaluators);
    if (events === null) return;
    await journal.append(...events);
  }
}

/** Null when the run was stopped meanwhile: resuming asks again. */
async function evaluateArm(run: EvaluatingRun, arm: Arm, evaluators: readonly Evaluator[]): Promise<EvaluationEvent[] | null> {
  const { scripts, control, clock } = run;
  const input = await evaluatorInput(run, arm);
  const ask = async ({ script }: Evaluator): Promise<Evaluated> => {
    if (input.kind === "failed") return { value: null, reason: null, error: { code: input.code, message: input.message } };
    return readRunAnswer(await scripts.evaluateRun(script, input.text, control.callSignal));
  };
  try {
    return await Promise.all(
      evaluators.map(async (evaluator) => {
        const { value, reason, error } = await ask(evaluator);
        const failure = error === null ? null : { code: error.code, message: shorten(error.message) };
        const named = { evaluator: evaluator.id, evaluatorHash: evaluator.hash, variant: arm.name };
        return { k: "evaluation" as const, ...named, value, reason: reason && shorten(reason), error: failure, t: isoTime(clock) };
      }),
    );
  } catch (error) {
    if (control.callSignal.aborted) return null;
    throw error;
  }
}

const longestText = 1_000;

function shorten(text: string): string {
  return cut(text, longestText).toWellFormed();
}

// What an evaluator answered, read: a figure, or an error that says why there is none.
import type { ScriptOutcome } from "../base/ports.ts";
import type { Failure } from "../domain/run-event.ts";
import { showJson } from "./quote.ts";

export interface Evaluated {
  /** Null with an error, and only then. */
  readonly value: number | null;
  readonly reason: string | null;
  readonly error: Failure | null;
}

export function readRunAnswer(outcome: ScriptOutcome): Evaluated {
  if (outcome.kind === "failed") return { value: null, reason: null, error: { code: outcome.code, message: outcome.message } };
  const { answer } = outcome;
  const { value, reason = null, ...others } = partsOf(answer);
  const isReason = reason === null || typeof reason === "string";
  if (typeof value === "number" && Number.isFinite(value) && isReason && Object.keys(others).length === 0)
    return { value, reason, error: null };
  const message = `The script answered ${showJson(answer)}. It must answer a finite number or {value, reason}.`;
  return { value: null, reason: null, error: { code: "scorer/script-answer", message } };
}

function partsOf(answer: unknown): Readonly<Record<string, unknown>> {
  if (typeof answer === "number") return { value: answer };
  return typeof answer === "object" && answer !== null && !Array.isArray(answer) ? { ...answer } : {};
}

// Exit codes (contracts §3); 1 and 2 belong to the gate.
import type { ErrorCode, TouchstoneError } from "../core/base/errors.ts";
import type { RunStatus } from "../core/report/run-result.ts";

export const exitCodes = { ok: 0, incomplete: 3, invalid: 4, internal: 5, cancelled: 130 } as const;

const incompleteCodes: ReadonlySet<ErrorCode> = new Set(["provider/auth", "provider/unreachable", "store/unreadable", "store/unwritable"]);

export function exitCodeOf(error: TouchstoneError): number {
  return incompleteCodes.has(error.code) ? exitCodes.incomplete : exitCodes.invalid;
}

/** 0 when every planned sample ended without error, and every evaluator too. */
export function exitCodeOfRun(status: RunStatus, errors: number): number {
  if (status === "cancelled") return exitCodes.cancelled;
  return status === "done" && errors === 0 ? exitCodes.ok : exitCodes.incomplete;
}

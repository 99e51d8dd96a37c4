// `touchstone stats <method>`: one JSON object on stdin, one on stdout, errors too; each is one line.
import { isTouchstoneError } from "../../core/base/errors.ts";
import { escapeLine, safeJson } from "../../core/report/escape.ts";
import { findMethod, runMethod } from "../../core/stats/methods/run-method.ts";
import { exitCodes } from "../exit-code.ts";
import { readInput } from "../read-input.ts";
import type { Terminal } from "../terminal.ts";

export async function stats(terminal: Terminal, name: string | undefined): Promise<number> {
  try {
    const method = findMethod(name);
    if (process.stdin.isTTY) terminal.note("Type one JSON object; Ctrl+D ends it.");
    const input = await readInput(terminal.signal);
    if (input === null) return exitCodes.cancelled;
    terminal.print(safeJson(runMethod(method, input), 0));
    return exitCodes.ok;
  } catch (error) {
    if (isTouchstoneError(error)) {
      terminal.print(safeJson({ error: { code: error.code, message: error.message } }, 0));
      terminal.note(escapeLine(error.message));
      return exitCodes.invalid;
    }
    const message = error instanceof Error ? error.message : String(error);
    terminal.print(safeJson({ error: { code: "internal/bug", message } }, 0));
    terminal.note(`This is a bug in Touchstone: ${error instanceof Error ? (error.stack ?? message) : message}`);
    return exitCodes.internal;
  }
}

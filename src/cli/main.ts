// The command line: arguments to command to exit code; the only place that ends the process.
import { setMaxListeners } from "node:events";
import { isTouchstoneError } from "../core/base/errors.ts";
import { escapeLine } from "../core/report/escape.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { createProgram } from "./program.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

// As many calls as are in flight listen to one signal; Node would take more than ten of them for a leak.
setMaxListeners(0);
const abort = new AbortController();
const terminal = createTerminal(new URL(".", import.meta.url), abort.signal);
let interrupts = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interrupts += 1;
    if (interrupts > 1) process.exit(exitCodes.cancelled);
    terminal.note("Stopping: calls in flight get 5 seconds, everything answered is kept. Again to stop at once.");
    abort.abort(new Error("cancelled"));
  });
}
// A reader that went away (`touchstone list | head`) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? exitCodes.ok : exitCodes.internal));

const words = process.argv.slice(2);
const code = await runCommand(words).catch((error: unknown) => report(error, words.includes("--json"), terminal));
// Sockets that are kept alive must not keep the process: end as soon as what was printed is out.
process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));

async function runCommand(argv: readonly string[]): Promise<number> {
  let result: number = exitCodes.ok;
  const program = createProgram(terminal, (command) => command.then((exitCode) => void (result = exitCode)));
  const outcome = await program(argv);
  return outcome ?? result;
}

/** An error for people on stderr, or as one object on stdout (contracts §12). */
function report(error: unknown, isJson: boolean, { note, printJson }: Terminal): number {
  const exitCode = exitCodeOf(error);
  if (!isTouchstoneError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    if (isJson) printJson({ error: { code: "internal/bug", message, file: null, line: null, column: null, hint: "Please report this." }, exitCode });
    note(`This is a bug in Touchstone: ${error instanceof Error ? (error.stack ?? message) : message}`);
    return exitCode;
  }
  const { code: name, message, hint, place } = error;
  if (isJson) printJson({ error: { code: name, message, file: place.file ?? null, line: place.line ?? null, column: place.column ?? null, hint }, exitCode });
  else {
    const where = place.file === undefined ? "" : `${place.file}${place.line === undefined ? "" : `:${place.line}:${place.column ?? 1}`}: `;
    note(escapeLine(`${where}${message}`), ...(hint === null ? [] : [`  ${escapeLine(hint)}`]));
  }
  return exitCode;
}

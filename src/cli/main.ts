// The command line: arguments to command to exit code; the only place that ends the process.
import { setMaxListeners } from "node:events";
import { isTouchstoneError, type TouchstoneError } from "../core/base/errors.ts";
import { escapeLine } from "../core/report/escape.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { createProgram } from "./program.ts";
import { createResultOutput } from "./result-output.ts";
import { createTerminal } from "./terminal.ts";

// As many calls as are in flight listen to one signal; Node would take more than ten of them for a leak.
setMaxListeners(0);
const abort = new AbortController();
const output = createResultOutput();
const terminal = createTerminal(new URL(".", import.meta.url), output, abort.signal);
const words = process.argv.slice(2);
const isJson = words.includes("--json");
// What goes to stderr stands beside the result: that nobody reads it must not cost the result.
process.stderr.on("error", () => undefined);
let hasBug = false;
// A rejection that nobody handles comes here too; what the program would still do can no longer be trusted.
process.on("uncaughtException", (error) => void end(reportBug(error)));
let interrupts = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interrupts += 1;
    if (interrupts > 1) process.exit(exitCodes.cancelled);
    terminal.note("Stopping: calls in flight get 5 seconds, everything answered is kept. Again to stop at once.");
    abort.abort(new Error("cancelled"));
  });
}
await end(await runCommand(words).catch((error: unknown) => (isTouchstoneError(error) ? report(error) : reportBug(error))));

/** Ends the process as soon as what was printed is out: sockets that are kept alive must not keep it. */
async function end(exitCode: number): Promise<void> {
  const failure = await output.finish();
  if (failure !== null)
    terminal.note(
      `The result could not be written to stdout: ${failure.message}.`,
      "  Free disk space, or send the result to another place.",
    );
  process.stderr.write("", () => process.exit(hasBug || failure !== null ? exitCodes.internal : exitCode));
}

async function runCommand(argv: readonly string[]): Promise<number> {
  let result: number = exitCodes.ok;
  const program = createProgram(terminal, (command) => command.then((exitCode) => void (result = exitCode)));
  const outcome = await program(argv);
  return outcome ?? result;
}

/** An error for people on stderr, or as one object on stdout (contracts §12); answers with its exit code. */
function report(error: TouchstoneError): number {
  const exitCode = exitCodeOf(error);
  const { code, message, hint, place } = error;
  if (isJson)
    terminal.printJson({
      error: { code, message, file: place.file ?? null, line: place.line ?? null, column: place.column ?? null, hint },
      exitCode,
    });
  else {
    const where = place.file === undefined ? "" : `${place.file}${place.line === undefined ? "" : `:${place.line}:${place.column ?? 1}`}: `;
    terminal.note(escapeLine(`${where}${message}`), ...(hint === null ? [] : [`  ${escapeLine(hint)}`]));
  }
  return exitCode;
}

/** Whatever else is thrown is our fault. */
function reportBug(error: unknown): number {
  const exitCode = exitCodes.internal;
  hasBug = true;
  const message = error instanceof Error ? error.message : String(error);
  if (isJson)
    terminal.printJson({
      error: { code: "internal/bug", message, file: null, line: null, column: null, hint: "Please report this." },
      exitCode,
    });
  terminal.note(`This is a bug in Touchstone: ${error instanceof Error ? (error.stack ?? message) : message}`);
  return exitCode;
}

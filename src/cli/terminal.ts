// What a command may use of its surroundings: results go to stdout, everything else to stderr, escaped.
import { styleText } from "node:util";
import { escapeTerminal, safeJson } from "../core/report/escape.ts";
import type { ResultOutput } from "./result-output.ts";

export interface Terminal {
  readonly folder: string;
  /** The folder of the built command line, where its workers and the example lie. */
  readonly home: URL;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** True when progress may be redrawn. */
  readonly isInteractive: boolean;
  /** Lines of the result. */
  print(...lines: readonly string[]): void;
  /** A JSON result. */
  printJson(value: unknown): void;
  /** Text as it is, for exports. */
  write(text: string): void;
  /** Lines beside the result. */
  note(...lines: readonly string[]): void;
  /** `text` in a style where stdout shows colours (NO_COLOR is honoured). */
  style(format: Parameters<typeof styleText>[0], text: string): string;
}

export function createTerminal(home: URL, output: ResultOutput, signal: AbortSignal): Terminal {
  return {
    folder: process.cwd(),
    home,
    environment: process.env,
    signal,
    // A terminal of no width (a container, a recorder) sends the progress line round for ever.
    isInteractive: process.stderr.isTTY && process.stderr.columns > 0,
    print: (...lines) => lines.forEach((line) => output.write(`${line}\n`)),
    printJson: (value) => output.write(`${safeJson(value)}\n`),
    write: output.write,
    note: (...lines) => lines.forEach((line) => process.stderr.write(`${escapeTerminal(line)}\n`)),
    style: (format, text) => styleText(format, text, { stream: process.stdout }),
  };
}

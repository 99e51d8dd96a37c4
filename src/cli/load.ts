// Loads the experiment a command names; findings are shown, and errors end the command with exit 4.
import { TouchstoneError } from "../core/base/errors.ts";
import type { Diagnostic } from "../core/domain/diagnostic.ts";
import { loadExperiment } from "../core/documents/load-experiment.ts";
import type { Setup } from "../core/documents/setup.ts";
import { diagnosticLines } from "./print-diagnostics.ts";
import { projectOf, type Project } from "./project.ts";
import type { Terminal } from "./terminal.ts";

/** Throws the first error as `document/invalid`, after all findings have been shown on stderr. */
export async function loadSetup(
  terminal: Terminal,
  target: string,
): Promise<{ project: Project; setup: Setup; warnings: readonly string[] }> {
  const { project, path } = await projectOf(terminal, target);
  if (path === "")
    throw new TouchstoneError("input/invalid", `"${target}" is a folder, not an experiment.`, {
      hint: "Name a file; `touchstone list experiments` shows them.",
    });
  const { value, diagnostics } = await loadExperiment(project.files, path);
  const plain = (_: unknown, text: string): string => text;
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (value === null) {
    if (errors.length > 1) terminal.note(...diagnosticLines(errors, plain));
    throw toError(errors[0]);
  }
  return {
    project,
    setup: value,
    warnings: diagnostics.map((diagnostic) => `${diagnostic.file}:${diagnostic.line}: ${diagnostic.message}`),
  };
}

export function toError(diagnostic: Diagnostic | undefined): TouchstoneError {
  if (diagnostic === undefined)
    return new TouchstoneError("document/invalid", "This experiment cannot be read.", { hint: "Run `touchstone check`." });
  const { file, line, column, hint, message, code } = diagnostic;
  return new TouchstoneError(code === "file/missing" ? "document/missing" : "document/invalid", message, {
    file,
    line,
    column,
    ...(hint === null ? {} : { hint }),
  });
}

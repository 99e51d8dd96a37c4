// `touchstone check [paths]`: every finding in the project's files.
import { TouchstoneError } from "../../core/base/errors.ts";
import { hasErrors } from "../../core/domain/diagnostic.ts";
import { checkProject } from "../../core/documents/check-project.ts";
import { diagnosticsSarif } from "../../core/report/diagnostics-sarif.ts";
import { exitCodes } from "../exit-code.ts";
import { countDiagnostics, diagnosticLines, plainDiagnostics } from "../print-diagnostics.ts";
import { projectOf } from "../project.ts";
import type { Terminal } from "../terminal.ts";
import { version } from "../version.ts";

export interface CheckFlags {
  readonly json: boolean;
  readonly sarif: boolean;
}

export async function check(terminal: Terminal, targets: readonly string[], { json, sarif }: CheckFlags): Promise<number> {
  if (json && sarif)
    throw new TouchstoneError("input/invalid", "--json and --sarif cannot both be on stdout.", { hint: "Ask for one of them." });
  const places = await Promise.all((targets.length === 0 ? ["."] : targets).map((target) => projectOf(terminal, target)));
  const [first] = places;
  if (first === undefined || places.some(({ project }) => project.root !== first.project.root)) {
    throw new TouchstoneError("input/invalid", "These paths belong to different projects.", { hint: "Check one project at a time." });
  }
  const { diagnostics, checked } = await checkProject(
    first.project.files,
    places.map(({ path }) => path),
  );
  if (checked.length === 0) {
    throw new TouchstoneError("document/missing", `There is nothing to check in ${targets.join(", ") || "this folder"}.`, {
      hint: "Make a sample project with `touchstone init`.",
    });
  }
  const exitCode = hasErrors(diagnostics) ? exitCodes.invalid : exitCodes.ok;
  if (sarif) for (const piece of diagnosticsSarif(diagnostics, version)) terminal.write(piece);
  else if (json) terminal.printJson({ diagnostics: plainDiagnostics(diagnostics), exitCode });
  else
    terminal.print(
      ...diagnosticLines(diagnostics, terminal.style),
      `${checked.length} ${checked.length === 1 ? "file" : "files"} checked: ${countDiagnostics(diagnostics)}.`,
    );
  return exitCode;
}

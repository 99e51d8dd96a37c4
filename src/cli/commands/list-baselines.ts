// `touchstone list baselines`: what was approved, of which run and at which commit.
import { baselineSuffix, parseApprovedBaseline, type ApprovedBaseline } from "../../core/domain/approved-baseline.ts";
import { decodeUtf8 } from "../../core/domain/source-text.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { formatCount, formatPercent } from "../../core/report/figures.ts";
import { textTable } from "../../core/report/text-table.ts";
import { exitCodes } from "../exit-code.ts";
import type { Project } from "../project.ts";
import type { Terminal } from "../terminal.ts";

export async function listBaselines(terminal: Terminal, { files }: Project, json: boolean): Promise<number> {
  const baselines: (Omit<ApprovedBaseline, "rows"> & { readonly file: string })[] = [];
  const warnings: string[] = [];
  for (const file of (await files.list()).filter((path) => path.endsWith(baselineSuffix))) {
    const bytes = await files.read(file);
    const known = bytes === null ? null : parseApprovedBaseline(decodeUtf8(bytes) ?? "");
    if (known === null) warnings.push(`${file} is no baseline that this version knows.`);
    else {
      const { rows: _, ...facts } = known;
      baselines.push({ file, ...facts });
    }
  }
  if (json) terminal.printJson({ baselines, warnings, exitCode: exitCodes.ok });
  else if (baselines.length === 0) terminal.print("Nothing was approved yet. Approve a finished run with `touchstone approve <run>`.");
  else
    terminal.print(
      ...textTable(
        ["baseline", "passed", "arm", "run", "commit", "approved (UTC)"],
        baselines.map(({ file, figures, arm, run, commit, isDirty, approvedAt }) =>
          [
            file,
            `${formatPercent(figures.passRate)} of ${formatCount(figures.samples)}`,
            arm,
            run,
            commit === null ? "–" : `${commit.slice(0, 12)}${isDirty ? " and edits" : ""}`,
            approvedAt.slice(0, 19).replace("T", " "),
          ].map(escapeLine),
        ),
      ),
    );
  terminal.note(...warnings.map((message) => escapeLine(`! ${message}`)));
  return exitCodes.ok;
}

// `touchstone compare <run> <run>…`: arms of stored runs against the first one named.
import { compareRuns } from "../../core/engine/compare-runs.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { evaluationLines } from "../../core/report/evaluation-text.ts";
import { peopleLines } from "../../core/report/people-text.ts";
import { summaryTable } from "../../core/report/summary-text.ts";
import { exitCodes } from "../exit-code.ts";
import { currentProject } from "../project.ts";
import type { Terminal } from "../terminal.ts";

export async function compare(terminal: Terminal, names: readonly string[], { json }: { json: boolean }): Promise<number> {
  const project = await currentProject(terminal);
  const { variants, joined, edited, onlyIn, people, evaluations, warnings } = await compareRuns(project, names);
  if (json)
    terminal.printJson({
      variants,
      joined,
      edited,
      onlyIn,
      ...(people === null ? {} : { people }),
      ...(evaluations.length === 0 ? {} : { evaluations }),
      warnings,
      exitCode: exitCodes.ok,
    });
  else {
    const alone = onlyIn.filter(({ rows }) => rows > 0).map(({ name, rows }) => `${rows} only in ${name}`);
    const shared = [`${joined} rows in all`, ...(edited > 0 ? [`${edited} edited`] : []), ...alone].join("; ");
    terminal.print(
      ...[
        ...summaryTable(variants),
        ...evaluationLines(evaluations),
        ...peopleLines(people),
        "",
        shared,
        ...warnings.map((warning) => `! ${warning}`),
      ].map(escapeLine),
    );
  }
  return exitCodes.ok;
}

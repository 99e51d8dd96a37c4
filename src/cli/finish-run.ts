// The end of a run that was made here: the figures on stdout, the next step on stderr, the exit code.
import { relative } from "node:path";
import { withLabels } from "../core/engine/labels/run-labels.ts";
import type { RunOutcome } from "../core/engine/running/write-run.ts";
import { waitingWarnings } from "../core/comparison/run-warnings.ts";
import { summarizeRun } from "../core/comparison/summarize-run.ts";
import { regressedRows } from "../core/comparison/regressed-rows.ts";
import { findNoiseFloor } from "../core/engine/stored/find-noise-floor.ts";
import { decideGates } from "../core/gates/decide-gates.ts";
import { gateExit, gateExits } from "../core/gates/gate-exit.ts";
import { escapeLine } from "../core/report/escape.ts";
import { runResult, runStatus } from "../core/report/run-result.ts";
import { gateLines, summaryText } from "../core/report/summary-text.ts";
import { runFolder } from "../core/store/layout.ts";
import { findProject } from "../node/find-project.ts";
import { countFailed } from "../core/comparison/evaluation-figures.ts";
import { exitCodeOfRun, exitCodes } from "./exit-code.ts";
import { hasRetriable } from "../core/comparison/has-retriable.ts";
import type { Project } from "./project.ts";
import { shellWord } from "./shell-word.ts";
import type { Terminal } from "./terminal.ts";

export interface Ending {
  readonly json: boolean;
  readonly warnings: readonly string[];
  /** The `--endpoint` flags that were given; whoever resumes has to give them again. */
  readonly endpoint: readonly string[];
  /** Why the files that were asked for beside the figures are not there; null when they are. */
  readonly unwritten: string | null;
  /** True for a run that was made to decide its gates: they say how it ends. */
  readonly isGate?: true;
}

/** The outcome with what people said of its responses, such as those that came from the cache: what figures are made from. */
export async function labelledOutcome(outcome: RunOutcome, project: Project): Promise<RunOutcome> {
  return { ...outcome, record: await withLabels(outcome.record, outcome.manifest, project) };
}

export async function finishRun(
  { manifest, record }: RunOutcome,
  project: Project,
  terminal: Terminal,
  { json, warnings: noted, endpoint, unwritten, isGate }: Ending,
): Promise<number> {
  const summary = summarizeRun(manifest, record, await findNoiseFloor(project.storage, manifest));
  // What the plan warned of the run may say again.
  const warnings = noted.filter((text) => !summary.warnings.includes(text));
  const status = runStatus(record, false);
  const dir = relative(terminal.folder, project.storage.place(runFolder(manifest.runId)));
  const gates = decideGates(manifest, record);
  const regressed = isGate === undefined ? [] : regressedRows(manifest, record);
  const ownCode =
    isGate === undefined ? exitCodeOfRun(status, summary.errors + countFailed(summary.evaluations)) : gateExit(manifest, record, gates);
  const exitCode =
    unwritten !== null && (ownCode === gateExits.pass || ownCode === gateExits.inconclusive) ? exitCodes.incomplete : ownCode;
  const hasFigures = summary.variants.some((arm) => arm.samples > 0);
  if (json)
    terminal.printJson(
      runResult({
        manifest,
        record,
        summary,
        status,
        dir,
        exitCode,
        warnings: unwritten === null ? warnings : [...warnings, unwritten],
        ...(isGate === undefined ? {} : { regressed }),
      }),
    );
  else if (hasFigures) {
    const [first = "", ...rest] = summaryText(summary, gates, regressed);
    terminal.print(
      terminal.style("bold", escapeLine(first)),
      ...rest.map(escapeLine),
      ...warnings.map((warning) => escapeLine(`! ${warning}`)),
    );
  }
  // Nothing was asked where nothing has changed.
  else if (isGate !== undefined)
    terminal.print(
      ...gateLines(gates, regressed).slice(1).map(escapeLine),
      ...[...warnings, ...summary.warnings].map((warning) => escapeLine(`! ${warning}`)),
    );
  if (unwritten !== null) terminal.note("", escapeLine(unwritten));
  const short = manifest.runId.slice(0, 13);
  const place = isOwnProject(project, terminal) ? "" : `cd ${shellWord(relative(terminal.folder, project.root))} && `;
  const flags = endpoint.flatMap((flag) => ["--endpoint", shellWord(flag)]);
  const again = (command: "resume" | "retry"): string => [`${place}touchstone`, command, short, ...flags].join(" ");
  if (status === "done")
    terminal.note(
      "",
      `Run ${manifest.runId} is kept in ${dir}.`,
      ...(hasRetriable(manifest, record) ? [`Errors: ${again("retry")}`] : []),
      `Next: ${place}touchstone export ${short} --format csv --out run.csv`,
    );
  else
    terminal.note(
      "",
      `Run ${manifest.runId} is ${status}${record.stateReason === null || record.stateReason === status ? "." : `: ${record.stateReason}`}`,
      ...waitingWarnings(record).map(escapeLine),
      `Next: ${again("resume")}`,
    );
  return exitCode;
}

/** True when a command typed here would look in the same project. */
function isOwnProject(project: Project, terminal: Terminal): boolean {
  return findProject(terminal.folder, true, terminal.folder) === project.root;
}

// What stands in the comment: marker and stamp, which nobody sees, the gate's report or what went wrong, and the commit it is about.
import { escapeLine, escapeTerminal } from "../core/report/escape.ts";
import type { WorkflowRun } from "./occasion.ts";
import { exitCodeOf, verdictWords, type Verdict } from "./verdict.ts";

/** Which attempt of which workflow run has written a comment. */
export interface Stamp {
  readonly run: number;
  readonly attempt: number;
}

/** GitHub takes 65,536 characters. */
const longestComment = 60_000;

/** The first line of an experiment's comment; `path` is that of its file in the repository. */
export function markerOf(path: string): string {
  // Nothing in a path may end the HTML comment.
  return `<!-- touchstone:${encodeURI(path.toWellFormed()).replace(/--/g, "%2D%2D")} -->`;
}

/** The stamp on the second line of a comment of ours; null when there is none. */
export function stampOf(body: string): Stamp | null {
  const [, run, attempt] = /^[^\n]*\n<!-- touchstone-run (\d{1,15})\.(\d{1,9}) -->\r?(?:\n|$)/.exec(body) ?? [];
  return run === undefined || attempt === undefined ? null : { run: Number(run), attempt: Number(attempt) };
}

/** The whole comment. A report that is too long for GitHub is cut at the end of a line and says where the rest is. */
export function commentBody(
  marker: string,
  report: string,
  { commit, run }: { readonly commit: string; readonly run: WorkflowRun },
): string {
  const isCut = report.length > longestComment;
  const kept = isCut ? report.slice(0, report.lastIndexOf("\n", longestComment)) : report;
  return [
    marker,
    `<!-- touchstone-run ${run.id}.${run.attempt} -->`,
    ...(isCut ? [`> This report is too long for a comment; the whole of it is in the [job summary](${run.url}).`, ""] : []),
    kept.trimEnd(),
    "",
    `<sub>Commit ${commit.slice(0, 12)} · [workflow run](${run.url})</sub>`,
  ].join("\n");
}

/** The gate's report as it stands in a comment file, without the marker that the command line gave it. */
export function reportOf(file: string): string {
  return file.replace(/^\uFEFF?<!-- touchstone:[^\n]*\n/, "");
}

/** What stands in the report's place when there is none. `reasons` are sentences: what happened, and what to do next. */
export function reportOfFailure(experiment: string, verdict: Verdict, reasons: readonly string[]): string {
  return [
    `### Touchstone: \`${escapeLine(experiment).replaceAll("`", "'")}\``,
    "",
    `**${verdictWords(verdict)}** (exit code ${exitCodeOf(verdict)}). This commit has no figures; those of earlier commits no longer count.`,
    "",
    fenced(reasons.join("\n")),
  ].join("\n");
}

/** Foreign text as text: nothing in it is Markdown, HTML or a mention. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${escapeTerminal(text)}\n${fence}`;
}

// How a run stands, as icon and words: always both, never by colour alone.
import * as vscode from "vscode";
import type { RunListItem, RunProgress } from "../background/contract.ts";
import type { NodeContext } from "./contexts.ts";
import type { Icon } from "./tree-node.ts";
import { errorsText, formatCount } from "./words.ts";

type Verdict = NonNullable<RunListItem["verdict"]>;

const verdictIcons: Readonly<Record<Verdict, Icon>> = {
  better: { name: "arrow-circle-up", color: "charts.green" },
  worse: { name: "arrow-circle-down", color: "charts.red" },
  no_evidence: { name: "remove" },
  not_enough_rows: { name: "question" },
};

const statusIcons: Readonly<Record<RunListItem["status"], Icon>> = {
  running: { name: "sync" },
  paused: { name: "debug-pause" },
  cancelled: { name: "primitive-square" },
  interrupted: { name: "debug-disconnect" },
  incomplete: { name: "warning", color: "problemsWarningIcon.foreground" },
  done: { name: "pass" },
  unreadable: { name: "error", color: "charts.red" },
};

export function verdictIcon(verdict: Verdict): Icon {
  return verdictIcons[verdict];
}

export function verdictWord(verdict: Verdict): string {
  switch (verdict) {
    case "better":
      return vscode.l10n.t("better");
    case "worse":
      return vscode.l10n.t("worse");
    case "no_evidence":
      return vscode.l10n.t("no clear difference");
    case "not_enough_rows":
      return vscode.l10n.t("not enough rows");
  }
}

/** `live` is how far it is, for a run of this window. */
export function runIcon({ status, verdict, samples, errors }: RunListItem, live: RunProgress | null): Icon {
  if (live !== null) return { name: "sync~spin" };
  if (status !== "done") return statusIcons[status];
  if (verdict !== null) return verdictIcons[verdict];
  return samples > 0 && errors === samples ? { name: "circle-slash", color: "charts.red" } : statusIcons.done;
}

/** `61 of 400`, `better`, `2 errors`, `cancelled` … */
export function runWords({ status, verdict, ended, samples, errors }: RunListItem, live: RunProgress | null): string {
  if (live !== null) return progressText(live.ended, live.planned);
  switch (status) {
    case "running":
      return progressText(ended, samples);
    case "done":
      if (verdict !== null) return verdictWord(verdict);
      return errors > 0 ? errorsText(errors) : vscode.l10n.t("finished");
    case "paused":
      return vscode.l10n.t("paused");
    case "cancelled":
      return vscode.l10n.t("cancelled");
    case "interrupted":
      return vscode.l10n.t("interrupted");
    case "incomplete":
      return vscode.l10n.t("incomplete");
    case "unreadable":
      return vscode.l10n.t("cannot be read");
  }
}

/** What context menus ask for: a run can be cancelled only in the window that runs it. */
export function runContext({ status }: RunListItem, live: RunProgress | null): NodeContext {
  if (live !== null) return "run.running";
  if (status === "running") return "run.elsewhere";
  if (status === "done" || status === "unreadable") return `run.${status}`;
  return "run.resumable";
}

export function progressText(ended: number, planned: number): string {
  return vscode.l10n.t("{0} of {1}", formatCount(ended), formatCount(planned));
}

// How a run stands, in words; no name of a status is ever shown as it is stored.
import * as vscode from "vscode";
import type { RunListItem, RunProgress } from "../background/contract.ts";
import { errorsText, formatRate, listed, progressText, rowsText } from "../words.ts";

type Verdict = NonNullable<RunListItem["verdict"]>;

function verdictWord(verdict: Verdict): string {
  switch (verdict) {
    case "better":
      return vscode.l10n.t("better");
    case "worse":
      return vscode.l10n.t("worse");
    case "no_evidence":
      return vscode.l10n.t("no evidence");
    case "not_enough_rows":
      return vscode.l10n.t("not enough rows");
  }
}

export function statusWord(status: RunListItem["status"]): string {
  switch (status) {
    case "running":
      return vscode.l10n.t("running");
    case "done":
      return vscode.l10n.t("finished");
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

/** A run of this window runs, or waits until it can go on. */
export function statusOf({ pausedFor }: RunProgress): "running" | "paused" {
  return pausedFor === null ? "running" : "paused";
}

/** `61 of 400`, `better`, `2 errors`, `cancelled` … `live` is how far it is, for a run of this window. */
export function runWords(
  { status, verdict, ended, samples, errors, waitingBatches, isNoiseCheck }: RunListItem,
  live: RunProgress | null,
): string {
  if (live !== null) return progressWords(live);
  if (status === "running") return progressText(ended, samples);
  if (status !== "done" && waitingBatches > 0) return listed(statusWord(status), vscode.l10n.t("waiting for the provider"));
  if (status !== "done") return statusWord(status);
  if (verdict !== null) return verdictWord(verdict);
  if (errors > 0) return errorsText(errors);
  return isNoiseCheck ? vscode.l10n.t("noise check") : statusWord(status);
}

/** How far a run of this window is; one whose batches are at the provider has nothing else to do. */
function progressWords({ ended, planned, pausedFor, waitingBatches }: RunProgress): string {
  const wait = waitingBatches > 0 ? vscode.l10n.t("waiting for the provider") : "";
  return listed(progressText(ended, planned), pausedFor === null ? wait : statusWord("paused"));
}

/** What came of an arm: `90.5%, better`; a share of some rows only says of how many. */
export function armWords({ isPartial, rows }: RunListItem, { passed, samples, verdict }: RunListItem["variants"][number]): string {
  return listed(formatRate(passed, samples), isPartial ? rowsText(rows) : "", verdict === null ? "" : verdictWord(verdict));
}

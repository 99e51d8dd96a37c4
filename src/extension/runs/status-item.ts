// The one status bar item: how far the runs of this window are; a click cancels.
import * as vscode from "vscode";
import { formatUsd } from "../../core/report/figures.ts";
import type { CommandId } from "../manifest.ts";
import type { LiveRuns } from "./live-runs.ts";

export function showRunStatus(runs: LiveRuns): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("touchstone.status", vscode.StatusBarAlignment.Left, 0);
  item.name = vscode.l10n.t("Touchstone Runs");
  item.command = "touchstone.cancelRun" satisfies CommandId;
  const draw = (): void => {
    const live = runs.list();
    const [first] = live;
    if (first === undefined) return item.hide();
    const ended = live.reduce((sum, { progress }) => sum + progress.ended, 0);
    const planned = live.reduce((sum, { progress }) => sum + progress.planned, 0);
    const spent = live.reduce<number | null>(
      (sum, { progress }) => (sum === null || progress.spentUsd === null ? null : sum + progress.spentUsd),
      0,
    );
    const figures = vscode.l10n.t("{0}/{1} · {2}", ended, planned, formatUsd(spent));
    item.text = `$(sync~spin) ${figures}`;
    item.tooltip = vscode.l10n.t(
      "Touchstone is running {0}: {1} of {2} samples. Click to cancel.",
      live.map(({ progress }) => progress.name).join(", "),
      ended,
      planned,
    );
    item.accessibilityInformation = { label: item.tooltip };
    item.show();
  };
  draw();
  return vscode.Disposable.from(item, runs.onDidChange(draw));
}

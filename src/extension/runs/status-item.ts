// The one status bar item: how far the runs of this window are; a click cancels.
import * as vscode from "vscode";
import type { CommandId } from "../manifest.ts";
import { formatCost, formatCount, listed, progressText } from "../words.ts";
import type { LiveRuns } from "./live-runs.ts";

export function showRunStatus(runs: LiveRuns): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("touchstone.status", vscode.StatusBarAlignment.Left, 0);
  item.name = vscode.l10n.t("Touchstone Runs");
  item.command = "touchstone.cancelRun" satisfies CommandId;
  const draw = (): void => {
    const live = runs.list();
    if (live.length === 0) return item.hide();
    const ended = live.reduce((sum, { progress }) => sum + progress.ended, 0);
    const planned = live.reduce((sum, { progress }) => sum + progress.planned, 0);
    const spent = live.reduce<number | null>(
      (sum, { progress }) => (sum === null || progress.spentUsd === null ? null : sum + progress.spentUsd),
      0,
    );
    const figures = vscode.l10n.t("{0}/{1} · {2}", formatCount(ended), formatCount(planned), formatCost(spent));
    const isWaiting = live.every(({ progress }) => progress.waitingBatches > 0);
    item.text = isWaiting ? `$(watch) ${vscode.l10n.t("{0} · waiting for the provider", figures)}` : `$(sync~spin) ${figures}`;
    item.tooltip = vscode.l10n.t(
      "Touchstone is running {0}: {1} samples. Click to cancel.",
      listed(...live.map(({ progress }) => progress.name)),
      progressText(ended, planned),
    );
    item.accessibilityInformation = { label: item.tooltip };
    item.show();
  };
  draw();
  return vscode.Disposable.from(item, runs.onDidChange(draw));
}

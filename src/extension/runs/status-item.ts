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
    const paused = live.flatMap(({ progress }) => progress.pausedFor ?? []);
    // Only when nothing moves any more is it said that all stands still.
    const [reason] = paused.length === live.length ? paused : [];
    const names = listed(...live.map(({ progress }) => progress.name));
    const samples = progressText(ended, planned);
    const isAtProvider = live.every(({ progress }) => progress.waitingBatches > 0);
    const going = isAtProvider ? `$(watch) ${vscode.l10n.t("{0} · waiting for the provider", figures)}` : `$(sync~spin) ${figures}`;
    item.text = reason === undefined ? going : vscode.l10n.t("$(debug-pause) {0} · paused", figures);
    item.tooltip =
      reason === undefined
        ? vscode.l10n.t("Touchstone is running {0}: {1} samples. Click to cancel.", names, samples)
        : vscode.l10n.t("Touchstone has paused {0} at {1} samples and goes on by itself: {2} Click to cancel.", names, samples, reason);
    item.accessibilityInformation = { label: item.tooltip };
    item.show();
  };
  draw();
  return vscode.Disposable.from(item, runs.onDidChange(draw));
}

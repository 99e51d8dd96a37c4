// What the user has set, for this machine only: a workspace may say neither where a key goes nor what may be spent (rules S2-S5).
import * as vscode from "vscode";
import type { SettingId } from "./manifest.ts";

const section = "touchstone";

export interface Settings {
  /** Base URLs by endpoint name. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly maxCostUsd: number;
}

export function readSettings(): Settings {
  const [endpoints, cap] = [inspect("endpoints"), inspect("maxCostUsd")];
  return { endpoints: textsOf(endpoints.own), maxCostUsd: amountOf(cap.own) ?? amountOf(cap.usual) ?? 0 };
}

export async function openSetting(setting: SettingId): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", `${section}.${setting}`);
}

/** What stands in the user's own settings, wherever else the same name may stand, and what the manifest gives. */
function inspect(setting: SettingId): { readonly own: unknown; readonly usual: unknown } {
  const found = vscode.workspace.getConfiguration(section).inspect(setting);
  return { own: found?.globalValue, usual: found?.defaultValue };
}

function amountOf(value: unknown): number | null {
  return typeof value === "number" && value >= 0 ? value : null;
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "");
  return Object.fromEntries(entries);
}

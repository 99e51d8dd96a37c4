// What the user has set, for this machine only: a workspace may say neither where a key goes nor what may be spent (rules S2-S5).
import * as vscode from "vscode";
import { settingIds } from "./manifest.ts";

const section = "touchstone";
const builtInCapUsd = 1;

export interface Settings {
  /** Base URLs by endpoint name. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly maxCostUsd: number;
}

export function readSettings(): Settings {
  const endpoints = userValue(settingIds.endpoints);
  const cap = userValue(settingIds.maxCostUsd);
  const isRecord = typeof endpoints === "object" && endpoints !== null;
  const named = isRecord
    ? Object.entries(endpoints).filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "")
    : [];
  return { endpoints: Object.fromEntries(named), maxCostUsd: typeof cap === "number" && cap >= 0 ? cap : builtInCapUsd };
}

export async function openSetting(setting: keyof typeof settingIds): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", `${section}.${settingIds[setting]}`);
}

/** What stands in the user's own settings, wherever else the same name may stand. */
function userValue(name: string): unknown {
  return vscode.workspace.getConfiguration(section).inspect(name)?.globalValue;
}

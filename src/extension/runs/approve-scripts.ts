// Scripts of criteria run only when the person has agreed to that very file: asked once for each content, remembered for all folders of this user.
import * as vscode from "vscode";
import type { Hash } from "../../core/base/hash.ts";
import type { PlannedScript } from "../background/contract.ts";

export interface ScriptApprovals {
  /** The hashes of the scripts, all of them agreed to; null when the person did not want one of them to run. */
  ask(scripts: readonly PlannedScript[]): Promise<readonly Hash[] | null>;
  /** The same without a question. */
  remembered(scripts: readonly PlannedScript[]): readonly Hash[] | null;
}

const memoryKey = "touchstone.approvedScripts";

/** `memory` is the user's own, not that of a workspace. */
export function createScriptApprovals(memory: vscode.Memento): ScriptApprovals {
  const known = (): readonly Hash[] => memory.get<readonly Hash[]>(memoryKey, []);
  return {
    async ask(scripts) {
      for (const script of scripts) {
        if (known().includes(script.sha256)) continue;
        if (!(await askInDialog(script))) return null;
        await memory.update(memoryKey, [...known(), script.sha256]);
      }
      return scripts.map(({ sha256 }) => sha256);
    },
    remembered(scripts) {
      const hashes = scripts.map(({ sha256 }) => sha256);
      return hashes.every((hash) => known().includes(hash)) ? hashes : null;
    },
  };
}

async function askInDialog({ path, sha256 }: PlannedScript): Promise<boolean> {
  const allow = vscode.l10n.t("Run Code");
  const detail = [
    vscode.l10n.t("This run rates responses by executing that file. Allow it only if you have read it and trust who wrote it."),
    vscode.l10n.t(
      "It gets the row, the response and the tool calls. It runs in a process of its own without your keys and your environment, and is kept from files and other processes. This is no complete sandbox: the network is closed only to the usual ways.",
    ),
    vscode.l10n.t("You are asked again when the file changes. {0}", sha256),
  ].join("\n\n");
  return (await vscode.window.showWarningMessage(vscode.l10n.t("Run the code of {0}?", path), { modal: true, detail }, allow)) === allow;
}

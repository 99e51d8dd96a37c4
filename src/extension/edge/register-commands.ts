// Registers every command of the manifest; the one place where what a command throws is caught.
import * as vscode from "vscode";
import { commandIds, type CommandId } from "../manifest.ts";
import type { Projects } from "../projects/projects.ts";
import { subjectOf } from "../projects/subject.ts";
import { showFailure } from "./failures.ts";

export type CommandHandler = (...words: readonly unknown[]) => Promise<void>;
export type CommandHandlers = Readonly<Record<CommandId, CommandHandler>>;

export function registerCommands(handlers: CommandHandlers, log: vscode.LogOutputChannel, projects: Projects): vscode.Disposable {
  const registered = commandIds.map((id) =>
    vscode.commands.registerCommand(id, async (...words: unknown[]) => {
      try {
        await handlers[id](...words);
      } catch (error) {
        // Not awaited: a message that nobody answers must not keep its command going.
        void showFailure(error, log, subjectOf(words[0], projects)?.project ?? projects.list()[0] ?? null);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

// Runs whose batches are at the provider while no window goes on with them: picked up again after a reload, or offered where a person has to say something first.
import * as vscode from "vscode";
import type { RunListItem } from "../background/contract.ts";
import type { Background } from "../background/threads.ts";
import { commandAction, say } from "../edge/messages.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import type { RunStarter } from "./start-run.ts";

export interface PickUpPorts {
  readonly projects: Projects;
  readonly background: Background;
  readonly starter: RunStarter;
  readonly log: vscode.LogOutputChannel;
}

/** Resolves with the ids of the runs that go on again. `cutShort` are those whose end an earlier session of this window did not see. */
export async function pickUpBatches(ports: PickUpPorts, cutShort: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const { projects, background } = ports;
  const pickedUp = new Set<string>();
  for (const project of projects.list()) {
    const items = await background.ask("runs/waiting", projects.place(project)).catch(() => []);
    for (const item of items) {
      if (!isAbandoned(item, cutShort)) continue;
      if (await pickUp(project, item, ports)) pickedUp.add(item.runId);
      // The other runs that were cut short are told of by themselves.
      else if (!cutShort.has(item.runId)) offer(project, item);
    }
  }
  return pickedUp;
}

/** A run that a person stopped stays as it is. */
function isAbandoned({ status, runId }: RunListItem, cutShort: ReadonlySet<string>): boolean {
  return status === "interrupted" || (status === "cancelled" && cutShort.has(runId));
}

async function pickUp(project: Project, { runId, name }: RunListItem, { starter, log }: PickUpPorts): Promise<boolean> {
  try {
    return await starter.pickUp(project, runId);
  } catch (error) {
    // Another window may have been faster; nothing is lost by leaving the run to it.
    log.warn(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function offer(project: Project, { runId, name, path }: RunListItem): void {
  const action = commandAction(vscode.l10n.t("Resume"), "touchstone.resumeRun", { subject: { project, path, runId } });
  void say("info", vscode.l10n.t("{0} has a batch at the provider. Resuming collects it.", name), action);
}

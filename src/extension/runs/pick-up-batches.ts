// Runs whose batches are at the provider while no window goes on with them: picked up again after a reload, or offered where a person has to say something first.
import * as vscode from "vscode";
import { isTouchstoneError } from "../../core/base/errors.ts";
import type { RunListItem } from "../background/contract.ts";
import type { Background } from "../background/threads.ts";
import { commandAction, say } from "../edge/messages.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import type { LiveRuns } from "./live-runs.ts";
import type { RunStarter } from "./start-run.ts";

export interface PickUpPorts {
  readonly runs: LiveRuns;
  readonly projects: Projects;
  readonly background: Background;
  readonly starter: RunStarter;
  readonly log: vscode.LogOutputChannel;
}

export interface PickedUp {
  /** The ids of the runs that go on again, of this look and of those before. */
  readonly pickedUp: ReadonlySet<string>;
  /** Somebody else goes on with a run in batches, and may go away. */
  readonly isAnyHeld: boolean;
}

/** Looks for such runs; each is picked up or offered once, however often. `cutShort` are those whose end an earlier session of this window did not see. */
export function createPickUp(ports: PickUpPorts, cutShort: ReadonlySet<string>): () => Promise<PickedUp> {
  const { runs, projects, background } = ports;
  const pickedUp = new Set<string>();
  const refused = new Set<string>();
  return async () => {
    let isAnyHeld = false;
    for (const project of projects.list()) {
      const items = await background.ask("runs/waiting", projects.place(project)).catch(() => []);
      for (const item of items) {
        const { runId, status } = item;
        if (pickedUp.has(runId) || refused.has(runId) || runs.progressOf(runId) !== null) continue;
        if (status === "running") isAnyHeld = true;
        if (!isAbandoned(item, cutShort)) continue;
        const outcome = await pickUp(project, item, ports);
        if (outcome === "held") isAnyHeld = true;
        else if (outcome === "picked-up") pickedUp.add(runId);
        else {
          refused.add(runId);
          // The other runs that were cut short are told of by themselves.
          if (!cutShort.has(runId)) offer(project, item);
        }
      }
    }
    return { pickedUp, isAnyHeld };
  };
}

/** A run that a person stopped stays as it is. */
function isAbandoned({ status, runId }: RunListItem, cutShort: ReadonlySet<string>): boolean {
  return status === "interrupted" || (status === "cancelled" && cutShort.has(runId));
}

async function pickUp(
  project: Project,
  { runId, name }: RunListItem,
  { starter, log }: PickUpPorts,
): Promise<"picked-up" | "refused" | "held"> {
  try {
    return (await starter.pickUp(project, runId)) ? "picked-up" : "refused";
  } catch (error) {
    // Another window may have been faster; nothing is lost by leaving the run to it.
    log.warn(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return isTouchstoneError(error, "run/conflict") ? "held" : "refused";
  }
}

function offer(project: Project, { runId, name, path }: RunListItem): void {
  const action = commandAction(vscode.l10n.t("Resume"), "touchstone.resumeRun", { subject: { project, path, runId } });
  void say("info", vscode.l10n.t("{0} has a batch at the provider. Resuming collects it.", name), action);
}

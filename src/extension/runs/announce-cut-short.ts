// Runs that a reload or a closed window cut short: batches are picked up, of the others one message each; whoever still holds one may be the session before, which is going away.
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import type { RunListItem } from "../background/contract.ts";
import { say } from "../edge/messages.ts";
import { resumeAction, type AnnouncePorts } from "./announce-ends.ts";
import type { RememberedRun } from "./live-runs.ts";
import { createPickUp, type PickUpPorts } from "./pick-up-batches.ts";

export type CutShortPorts = AnnouncePorts & PickUpPorts;

const cutShort: ReadonlySet<RunListItem["status"]> = new Set(["interrupted", "cancelled", "paused", "incomplete"]);

const firstLookMs = 1_000;
const longestLookMs = 60_000;

/** Begins when projects and panel are there, and goes on as long as somebody else holds such a run, or until it is disposed of. */
export function announceCutShort(ports: CutShortPorts, restored: Promise<void>): vscode.Disposable {
  const leaving = new AbortController();
  void announce(ports, restored, leaving.signal).catch((error: unknown) => {
    if (!leaving.signal.aborted) ports.log.error(error instanceof Error ? error : String(error));
  });
  return new vscode.Disposable(() => leaving.abort());
}

async function announce(ports: CutShortPorts, restored: Promise<void>, signal: AbortSignal): Promise<void> {
  const { runs, projects } = ports;
  // A panel that comes back with the run says so itself.
  await Promise.all([projects.ready, restored]);
  let left = runs.takeCutShort();
  const pickUp = createPickUp(ports, new Set(left.map(({ runId }) => runId)));
  for (let look = 0; !signal.aborted; look++) {
    const { pickedUp, isAnyHeld } = await pickUp();
    const held: RememberedRun[] = [];
    for (const run of left) if (!pickedUp.has(run.runId) && (await tell(run, ports)) === "held") held.push(run);
    left = held;
    if (left.length === 0 && !isAnyHeld) return;
    const pause = Math.min(longestLookMs, firstLookMs * 2 ** look);
    await wait(pause, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Nothing that was answered is lost, and the rest can be resumed. `held`: nothing is said yet, since somebody else goes on with it. */
async function tell(
  { root, runId, name }: RememberedRun,
  { runs, projects, background, isShowing }: CutShortPorts,
): Promise<"told" | "held"> {
  const project = projects.at(root);
  if (project === null || runs.progressOf(runId) !== null || isShowing(runId)) return "told";
  const found = (await background.ask("runs/list", projects.place(project))).find((item) => item.runId === runId);
  if (found?.status === "running") return "held";
  // It may have ended after all.
  if (found === undefined || !cutShort.has(found.status)) return "told";
  const message = vscode.l10n.t("{0} was cut short when the window closed. What was answered is saved.", name);
  void say("warning", message, resumeAction({ root, runId, end: found }, projects));
  return "told";
}

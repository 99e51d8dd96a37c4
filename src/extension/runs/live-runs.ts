// The runs of this window that are going on, as the notices of the background tell it; remembered so that the next session can say what was cut short.
import * as vscode from "vscode";
import type { Background } from "../background/threads.ts";
import type { RunEnd, RunProgress } from "../background/contract.ts";
import { contextKeys } from "../manifest.ts";

export interface LiveRun {
  readonly root: string;
  readonly runId: string;
  readonly progress: RunProgress;
}

export interface LiveRuns extends vscode.Disposable {
  progressOf(runId: string): RunProgress | null;
  list(): readonly LiveRun[];
  /** The run that has moved. */
  readonly onDidChange: vscode.Event<string>;
  readonly onDidEnd: vscode.Event<EndedRun>;
  /** Runs that an earlier session of this window did not see the end of; asked once. */
  takeCutShort(): readonly RememberedRun[];
  /** What is going on now stays remembered, whatever becomes of it: the window is about to go. */
  keepRemembered(): void;
}

export interface EndedRun {
  readonly root: string;
  readonly runId: string;
  readonly end: RunEnd;
  readonly startedAt: number;
}

export interface RememberedRun {
  readonly root: string;
  readonly runId: string;
  readonly name: string;
}

const memoryKey = "touchstone.running";

export function createLiveRuns(background: Background, memory: vscode.Memento): LiveRuns {
  const runs = new Map<string, LiveRun & { readonly startedAt: number }>();
  const changed = new vscode.EventEmitter<string>();
  const ended = new vscode.EventEmitter<EndedRun>();
  let cutShort = memory.get<readonly RememberedRun[]>(memoryKey, []);
  let isLeaving = false;
  const remember = (): void => {
    void vscode.commands.executeCommand("setContext", contextKeys.isRunning, runs.size > 0);
    if (isLeaving) return;
    const live = [...runs.values()].map(({ root, runId, progress }): RememberedRun => ({ root, runId, name: progress.name }));
    void memory.update(memoryKey, [...cutShort, ...live]);
  };
  const listening = background.onNotice((notice) => {
    const { root, runId } = notice;
    const known = runs.get(runId);
    if (notice.kind === "run-progress") {
      runs.set(runId, { root, runId, progress: notice.progress, startedAt: known?.startedAt ?? Date.now() });
      if (known === undefined) remember();
    } else {
      runs.delete(runId);
      remember();
      ended.fire({ root, runId, end: notice.end, startedAt: known?.startedAt ?? Date.now() });
    }
    changed.fire(runId);
  });
  return {
    progressOf: (runId) => runs.get(runId)?.progress ?? null,
    list: () => [...runs.values()],
    onDidChange: changed.event,
    onDidEnd: ended.event,
    takeCutShort() {
      const taken = cutShort;
      cutShort = [];
      remember();
      return taken;
    },
    keepRemembered() {
      isLeaving = true;
    },
    dispose() {
      vscode.Disposable.from(listening, changed, ended).dispose();
    },
  };
}

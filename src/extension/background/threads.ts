// The two background threads of the editor: one reads projects, one runs experiments; each starts when it is first asked.
import * as vscode from "vscode";
import type { Notice, Questions } from "./contract.ts";
import { startThread, type Thread } from "./thread.ts";
import { isProjectQuestion } from "./thread-messages.ts";

export interface Background extends vscode.Disposable {
  /** Rejects with a TouchstoneError for bad news about the job, and with an Error for a bug. */
  ask<Kind extends keyof Questions>(kind: Kind, ask: Questions[Kind]["ask"]): Promise<Questions[Kind]["answer"]>;
  readonly onNotice: vscode.Event<Notice>;
}

type ThreadName = "projects" | "runs";

/** `home` is the folder of the bundle. Nothing is started here. */
export function createBackground(home: URL): Background {
  const notices = new vscode.EventEmitter<Notice>();
  const threads = new Map<ThreadName, Thread>();
  let isDisposed = false;
  const start = (name: ThreadName): Thread => {
    const thread = startThread({
      home,
      fetch: (input, init) => globalThis.fetch(input, init),
      onNotice: (notice) => notices.fire(notice),
      onStop() {
        if (threads.get(name) === thread) threads.delete(name);
      },
    });
    threads.set(name, thread);
    return thread;
  };
  return {
    onNotice: notices.event,
    async ask(kind, question) {
      if (isDisposed) throw new Error("The window is closing: nothing is asked any more.");
      const name = isProjectQuestion(kind) ? "projects" : "runs";
      return (threads.get(name) ?? start(name)).ask(kind, question);
    },
    dispose() {
      isDisposed = true;
      notices.dispose();
      for (const thread of threads.values()) void thread.stop();
      threads.clear();
    },
  };
}

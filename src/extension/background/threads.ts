// The two background threads of the editor: one reads projects, one runs experiments; each starts when it is first asked.
import { MessageChannel, Worker } from "node:worker_threads";
import * as vscode from "vscode";
import { TouchstoneError } from "../../core/base/errors.ts";
import type { Notice, ProjectQuestions, Questions, ThreadFailure } from "./contract.ts";
import { serveFetch } from "./remote-fetch.ts";
import type { ThreadMessage, ThreadQuestion } from "./thread-messages.ts";

export interface Background extends vscode.Disposable {
  /** Rejects with a TouchstoneError for bad news about the job, and with an Error for a bug. */
  ask<Kind extends keyof Questions>(kind: Kind, ask: Questions[Kind]["ask"]): Promise<Questions[Kind]["answer"]>;
  readonly onNotice: vscode.Event<Notice>;
}

interface Thread {
  ask(kind: keyof Questions, ask: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

const projectKinds: ReadonlySet<keyof Questions> = new Set<keyof ProjectQuestions>(["project/describe", "project/check"]);

/** `home` is the folder of the bundle. Nothing is started here. */
export function createBackground(home: URL): Background {
  const notices = new vscode.EventEmitter<Notice>();
  const threads: { projects: Thread | null; runs: Thread | null } = { projects: null, runs: null };
  const start = (name: keyof typeof threads): Thread => {
    const started = startThread(home, { onNotice: (notice) => notices.fire(notice), onStop: () => void (threads[name] = null) });
    threads[name] = started;
    return started;
  };
  return {
    onNotice: notices.event,
    async ask(kind, question) {
      const name = projectKinds.has(kind) ? "projects" : "runs";
      return (await (threads[name] ?? start(name)).ask(kind, question)) as never;
    },
    dispose() {
      notices.dispose();
      for (const thread of Object.values(threads)) void thread?.stop();
    },
  };
}

interface ThreadEvents {
  onNotice(notice: Notice): void;
  /** The thread is gone; the next question starts another. */
  onStop(): void;
}

function startThread(home: URL, { onNotice, onStop }: ThreadEvents): Thread {
  const { port1: calls, port2: callsInside } = new MessageChannel();
  const worker = new Worker(new URL("background-worker.js", home), {
    workerData: { calls: callsInside, home: home.href },
    transferList: [callsInside],
  });
  const stopCalls = serveFetch(calls, (input, init) => globalThis.fetch(input, init));
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let count = 0;
  const end = (error: Error): void => {
    onStop();
    stopCalls();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on("message", (message: ThreadMessage) => {
    if (message.kind === "notice") return onNotice(message.notice);
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === "answer") asked?.resolve(message.answer);
    else asked?.reject(revive(message.failure));
  });
  worker.once("error", end);
  worker.once("exit", (code) => end(new Error(`The background thread ended (${String(code)}).`)));
  return {
    ask: (kind, ask) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, kind, ask } satisfies ThreadQuestion);
      }),
    async stop() {
      await worker.terminate();
    },
  };
}

/** The error that a thread told of: one of ours again when it has a code. */
export function revive({ code, message, hint, place, stack }: ThreadFailure): Error {
  if (code !== null) return new TouchstoneError(code, message, { ...place, ...(hint === null ? {} : { hint }) });
  const error = new Error(message);
  if (stack !== null) error.stack = stack;
  return error;
}

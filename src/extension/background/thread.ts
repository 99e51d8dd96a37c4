// One background thread seen from outside: questions and answers, the calls it makes through us, and what is said of its runs when it dies.
import { MessageChannel, Worker } from "node:worker_threads";
import type { Fetch } from "../../core/base/ports.ts";
import type { Notice, Questions } from "./contract.ts";
import { serveFetch } from "./remote-fetch.ts";
import { runKey } from "./run-key.ts";
import { describeFailure, reviveFailure, type ThreadMessage, type ThreadQuestion } from "./thread-messages.ts";

export interface Thread {
  /** Rejects with a TouchstoneError for bad news about the job, and with an Error for a bug or when the thread ends first. */
  ask<Kind extends keyof Questions>(kind: Kind, ask: Questions[Kind]["ask"]): Promise<Questions[Kind]["answer"]>;
  stop(): Promise<void>;
}

export interface ThreadOptions {
  /** The folder of the bundle. */
  readonly home: URL;
  readonly fetch: Fetch;
  onNotice(notice: Notice): void;
  /** The thread is gone; told once, after the last notice. */
  onStop(): void;
}

type Progress = Extract<Notice, { kind: "run-progress" }>;

/**
 * Megabytes for what was made last. Nearly all that a thread reads of a large run stays, and moving it on sooner takes a fourth off the
 * most memory that the run of 100,000 samples needs; still less saves nothing more.
 */
const youngMegabytes = 16;

export function startThread({ home, fetch, onNotice, onStop }: ThreadOptions): Thread {
  const { port1: calls, port2: callsInside } = new MessageChannel();
  const worker = new Worker(new URL("background-worker.js", home), {
    workerData: { calls: callsInside, home: home.href },
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
    transferList: [callsInside],
  });
  const stopCalls = serveFetch(calls, fetch);
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  const live = new Map<string, Progress>();
  let count = 0;
  let ended: Error | null = null;
  const end = (error: Error): void => {
    if (ended !== null) return;
    ended = error;
    stopCalls();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    for (const progress of live.values()) onNotice(interruptedEnd(progress, error));
    live.clear();
    onStop();
  };
  worker.on("message", (message: ThreadMessage) => {
    if (message.kind === "notice") {
      if (ended !== null) return;
      const { notice } = message;
      const key = runKey(notice);
      if (notice.kind === "run-progress") live.set(key, notice);
      else live.delete(key);
      return onNotice(notice);
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === "answer") asked?.resolve(message.answer);
    else asked?.reject(reviveFailure(message.failure));
  });
  worker.once("error", (error: unknown) => end(error instanceof Error ? error : new Error(String(error))));
  worker.once("exit", (code) => end(new Error(`The background thread ended (${String(code)}).`)));
  return {
    ask: (kind, ask) =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended);
        const id = ++count;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, kind, ask } satisfies ThreadQuestion);
      }),
    async stop() {
      await worker.terminate();
    },
  };
}

/** The last word on a run whose thread could not say it. */
function interruptedEnd({ root, runId, progress: { name, path, ended, planned } }: Progress, error: Error): Notice {
  const sentence = `The background thread ended during the run. What was answered is saved: ${ended} of ${planned} samples had ended. Resume the run to finish it.`;
  return {
    kind: "run-end",
    root,
    runId,
    end: {
      name,
      path,
      status: "interrupted",
      sentence,
      gate: null,
      reason: null,
      stop: null,
      warnings: [],
      failure: { ...describeFailure(error), code: null, message: sentence },
    },
  };
}

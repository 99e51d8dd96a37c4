/** The editor's background thread as the extension starts it, from the built bundle, without the editor. */
import { MessageChannel, Worker } from "node:worker_threads";
import type { Notice, Questions } from "../../src/extension/background/contract.ts";
import type { ThreadMessage } from "../../src/extension/background/thread-messages.ts";
import { serveFetch } from "../../src/extension/background/remote-fetch.ts";

const home = new URL("../../dist/", import.meta.url);

export interface BackgroundThread extends AsyncDisposable {
  ask<Kind extends keyof Questions>(kind: Kind, ask: Questions[Kind]["ask"]): Promise<Questions[Kind]["answer"]>;
  /** Every notice so far. */
  readonly notices: readonly Notice[];
  /** The notice that a run has ended; waits for it. */
  end(runId: string): Promise<Extract<Notice, { kind: "run-end" }>>;
}

export function startBackgroundThread(): BackgroundThread {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("background-worker.js", home), {
    workerData: { calls: port2, home: home.href },
    transferList: [port2],
  });
  const stopCalls = serveFetch(port1, globalThis.fetch);
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  const notices: Notice[] = [];
  let heard: (() => void)[] = [];
  let count = 0;
  worker.on("message", (message: ThreadMessage) => {
    if (message.kind === "notice") {
      notices.push(message.notice);
      const listeners = heard;
      heard = [];
      for (const listener of listeners) listener();
      return;
    }
    const asked = waiting.get(message.id);
    if (message.kind === "answer") asked?.resolve(message.answer);
    else asked?.reject(Object.assign(new Error(message.failure.message), { code: message.failure.code, hint: message.failure.hint }));
  });
  return {
    notices,
    ask: (kind, ask) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
        worker.postMessage({ id, kind, ask });
      }),
    async end(runId) {
      for (;;) {
        const end = notices.find((notice) => notice.kind === "run-end" && notice.runId === runId);
        if (end?.kind === "run-end") return end;
        await new Promise<void>((resolve) => void heard.push(resolve));
      }
    },
    async [Symbol.asyncDispose]() {
      stopCalls();
      await worker.terminate();
    },
  };
}

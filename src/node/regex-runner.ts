// The RegexRunner port: expressions run one after the other in a worker that is killed at 250 ms (rule S15).
import { Worker } from "node:worker_threads";
import type { RegexOutcome, RegexRunner } from "../core/base/ports.ts";

const limitMs = 250;

/** `script` is the worker's entry: the bundled `regex-worker.js`, or the source in tests. */
export function createRegexRunner(script: URL): RegexRunner {
  let worker: Worker | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const startWorker = async (): Promise<Worker> => {
    const started = new Worker(script);
    // Its first message says that it is ready: starting up must not count as matching time, and the process must not end meanwhile.
    await new Promise<void>((resolve, reject) => started.once("message", () => resolve()).once("error", reject));
    started.unref();
    return started;
  };

  const run = async (pattern: string, flags: string, text: string): Promise<RegexOutcome> => {
    const current = (worker ??= await startWorker());
    return new Promise<RegexOutcome>((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        current.removeAllListeners("message").removeAllListeners("error");
        finish();
      };
      const timer = setTimeout(() => {
        settle(() => undefined);
        worker = null;
        void current.terminate().then(() => resolve({ kind: "timeout" }));
      }, limitMs);
      current.once("message", (outcome: RegexOutcome) => settle(() => resolve(outcome)));
      current.once("error", (error) => {
        worker = null;
        settle(() => reject(error));
      });
      current.postMessage({ pattern, flags, text });
    });
  };

  return {
    test(pattern, flags, text) {
      const result = turn.then(() => run(pattern, flags, text));
      turn = result.catch(() => undefined);
      return result;
    },
    async close() {
      await turn;
      await worker?.terminate();
      worker = null;
    },
  };
}

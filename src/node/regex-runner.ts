// The RegexRunner port: expressions run one after the other in a worker that is killed when it has been at them for 250 ms (rule S15).
import { Worker } from "node:worker_threads";
import type { FirstMatch, RegexRunner } from "../core/base/ports.ts";
import type { RegexRequest } from "./regex-worker.ts";
import { sharedNow } from "./shared-now.ts";

const limitMs = 250;
/** A worker that gets no processor to begin with is waited for at most so often. */
const mostWaits = 120;

/** How long the worker has been at it; 0 before it has begun. */
function workedMs(place: Int32Array): number {
  const begun = Atomics.load(place, 1);
  return begun === 0 ? 0 : Math.max(0, sharedNow() - begun);
}

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

  const run = async (patterns: readonly string[], flags: string, text: string): Promise<FirstMatch> => {
    const current = (worker ??= await startWorker());
    const place = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    return new Promise<FirstMatch>((resolve, reject) => {
      let isSettled = false;
      const settle = (finish: () => void): void => {
        isSettled = true;
        clearTimeout(timer);
        current.removeAllListeners("message").removeAllListeners("error");
        finish();
      };
      const giveUp = (): void => {
        if (isSettled) return;
        settle(() => undefined);
        worker = null;
        void current.terminate().then(() => resolve({ kind: "timeout", index: Atomics.load(place, 0) }));
      };
      let waits = 0;
      const look = (): void => {
        waits += 1;
        const left = waits < mostWaits ? limitMs - workedMs(place) : 0;
        // An answer that came while this thread was busy is heard first.
        if (left <= 0) setImmediate(giveUp);
        else timer = setTimeout(look, left);
      };
      let timer = setTimeout(look, limitMs);
      current.once("message", (outcome: FirstMatch) => settle(() => resolve(outcome)));
      current.once("error", (error) => {
        worker = null;
        settle(() => reject(error));
      });
      current.postMessage({ patterns, flags, text, place } satisfies RegexRequest);
    });
  };

  const firstMatch: RegexRunner["firstMatch"] = (patterns, flags, text) => {
    const result = turn.then(() => run(patterns, flags, text));
    turn = result.catch(() => undefined);
    return result;
  };

  return {
    firstMatch,
    async test(pattern, flags, text) {
      const outcome = await firstMatch([pattern], flags, text);
      switch (outcome.kind) {
        case "matched":
        case "unmatched":
          return { kind: "matched", isMatch: outcome.kind === "matched" };
        case "timeout":
          return { kind: "timeout" };
        case "invalid":
          return { kind: "invalid", message: outcome.message };
      }
    },
    async close() {
      await turn;
      await worker?.terminate();
      worker = null;
    },
  };
}

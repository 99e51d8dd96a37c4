// The worker that runs one regular expression at a time; its parent kills it when it takes too long.
import { parentPort } from "node:worker_threads";

parentPort?.on("message", ({ pattern, flags, text }: { pattern: string; flags: string; text: string }) => {
  try {
    parentPort?.postMessage({ kind: "matched", isMatch: new RegExp(pattern, flags).test(text) });
  } catch (error) {
    parentPort?.postMessage({ kind: "invalid", message: error instanceof Error ? error.message : String(error) });
  }
});

parentPort?.postMessage("ready");

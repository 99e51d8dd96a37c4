// The worker that runs a list of regular expressions at a time; its parent kills it when they take too long.
import { parentPort } from "node:worker_threads";
import type { FirstMatch } from "../core/base/ports.ts";
import { sharedNow } from "./shared-now.ts";

/** What the parent asks; `place` holds the index of the pattern at work, for when there is no answer, and when the worker began, 0 before that. */
export interface RegexRequest {
  readonly patterns: readonly string[];
  readonly flags: string;
  readonly text: string;
  readonly place: Int32Array;
}

function firstMatch({ patterns, flags, text, place }: RegexRequest): FirstMatch {
  Atomics.store(place, 1, sharedNow());
  for (const [index, pattern] of patterns.entries()) {
    Atomics.store(place, 0, index);
    try {
      const match = new RegExp(pattern, flags).exec(text);
      if (match === null) continue;
      const groups = new Map(Object.entries(match.groups ?? {}).map(([name, value]: [string, string | undefined]) => [name, value ?? ""]));
      return { kind: "matched", index, groups };
    } catch (error) {
      return { kind: "invalid", index, message: error instanceof Error ? error.message : String(error) };
    }
  }
  return { kind: "unmatched" };
}

parentPort?.on("message", (request: RegexRequest) => parentPort?.postMessage(firstMatch(request)));

parentPort?.postMessage("ready");

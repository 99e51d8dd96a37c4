/** All connections and processes that the extension host starts from now on, in whichever of its threads. */
import { mkdtempSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { touchstone } from "../inside/touchstone.ts";

/** Something that a thread has done; the thread itself is noted when it starts. */
export interface Call {
  readonly thread: number;
  readonly kind: "thread" | "connection" | "process";
  readonly what: string;
  /** The code that did it, as a line of a stack; empty when it cannot be told. */
  readonly from: string;
}

/** Reads what has been noted so far. */
export type CallReader = () => readonly Call[];

/** Begins to watch this thread and those that it starts later; whoever started one earlier is not watched. */
export function watchCalls(): CallReader {
  const file = path.join(realpathSync(mkdtempSync(path.join(tmpdir(), "touchstone-calls-"))), "calls.jsonl");
  process.env.TOUCHSTONE_CALLS = file;
  const hook = path.join(touchstone().extensionPath, "test/host/untrusted/watch-calls.cjs");
  createRequire(hook)(hook);
  return () =>
    readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Call);
}

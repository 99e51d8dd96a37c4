// Shows a stored run in a host process of its own, which starts with no memory of another, and says what that took.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Hash } from "../../src/core/base/hash.ts";

export interface RunToShow {
  /** The project's folder. */
  readonly root: string;
  readonly runId: string;
}

export interface Showing {
  /** Milliseconds from the start of the thread until the summary and the first rows are there. */
  readonly firstPaintMs: number;
  /** Milliseconds, by what was done. */
  readonly sortsAndFiltersMs: Readonly<Record<string, number>>;
  /** Milliseconds of a search through all texts. */
  readonly searchMs: number;
  /** Bytes of the longest message to the view, as JSON. */
  readonly longestMessage: number;
  /** How late the host's own loop was, in milliseconds: 99 of 100 times it was no later. */
  readonly stallMs: number;
  /** Most that was resident of the process, its thread included. */
  readonly peakBytes: number;
  /** Equal for equal messages. */
  readonly shown: Hash;
}

const longestMs = 600_000;
const script = fileURLToPath(new URL("results-process.ts", import.meta.url));

/** Needs the build. Throws with the last words of a process that fails. */
export async function showRun({ root, runId }: RunToShow): Promise<Showing> {
  const argv = [script, JSON.stringify({ root, runId })];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"], timeout: longestMs });
  const [[code], said, failure] = await Promise.all([
    once(child, "close") as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code !== 0) throw new Error(`The run could not be shown (${code}): ${failure.slice(-2000)}`);
  return JSON.parse(said) as Showing;
}

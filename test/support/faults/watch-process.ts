/**
 * Loaded before the command line (`node --import`): writes what the process holds, ten times a second and at its end, as lines of
 * JSON to the file that the variable `WATCH_PROCESS` names.
 */
import { appendFileSync, readdirSync } from "node:fs";

export interface Holding {
  /** Bytes of memory now, and the most so far. */
  readonly rss: number;
  readonly peak: number;
  /** Open files and sockets; 0 where the system does not tell. */
  readonly files: number;
  readonly timers: number;
}

const file = process.env["WATCH_PROCESS"];

function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

function note(): void {
  if (file === undefined) return;
  const holding: Holding = {
    rss: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * 1024,
    files: openFiles(),
    timers: process.getActiveResourcesInfo().filter((name) => name === "Timeout").length,
  };
  appendFileSync(file, `${JSON.stringify(holding)}\n`);
}

setInterval(note, 100).unref();
process.once("exit", note);

/**
 * Loaded before the command line (`node --import`): writes what the process holds, four times a second and at its end, as lines of JSON to
 * the file that the variable `WATCH_PROCESS` names. Garbage is collected first: how long Node lets it lie says nothing of a leak.
 */
import { appendFileSync, readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface Holding {
  /** Bytes of memory now, and the most so far. */
  readonly rss: number;
  readonly peak: number;
  /** Bytes of what the program itself holds. */
  readonly heap: number;
  /** Open files and sockets; 0 where the system does not tell. */
  readonly files: number;
  readonly timers: number;
}

const file = process.env["WATCH_PROCESS"];
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

function note(): void {
  if (file === undefined) return;
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const holding: Holding = {
    rss,
    heap: heapUsed + external,
    peak: process.resourceUsage().maxRSS * 1024,
    files: openFiles(),
    timers: process.getActiveResourcesInfo().filter((name) => name === "Timeout").length,
  };
  appendFileSync(file, `${JSON.stringify(holding)}\n`);
}

setInterval(note, 250).unref();
process.once("exit", note);

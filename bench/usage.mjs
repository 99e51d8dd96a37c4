// Preloaded into a measured program: says at its end how much processor time and memory it used.
import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** Seconds of the children that have ended, which Node itself cannot tell; 0 where there is no /proc. */
function secondsOfChildren() {
  try {
    // The name of the program may hold spaces and parentheses; the fields after it are counted from the third.
    const fields = readFileSync("/proc/self/stat", "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return 0;
  }
}

if (isMainThread)
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const cpu = (userCPUTime + systemCPUTime) / 1e6 + secondsOfChildren();
    process.stderr.write(`\ntouchstone-bench-usage ${JSON.stringify({ cpu, memory: maxRSS / 1024 })}\n`);
  });

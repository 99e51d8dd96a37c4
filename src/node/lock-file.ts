// Lock files: one holds who writes a run; it is stale only when that very process is gone (rule R8).
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { constants, copyFile, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { TouchstoneError } from "../core/base/errors.ts";
import type { LockHolder } from "../core/base/ports.ts";

/** Takes the lock file at an absolute path for `what`; throws `run/conflict` while a living process holds it. */
export async function takeLock(path: string, what: string): Promise<() => Promise<void>> {
  const own: LockHolder = { pid: process.pid, started: startOf(process.pid) ?? "unknown", host: hostname() };
  await mkdir(dirname(path), { recursive: true });
  for (let tries = 0; tries < 3; tries++) {
    if (await createWhole(path, JSON.stringify(own))) return () => rm(path, { force: true });
    const holder = await readHolder(path);
    if (holder !== null && isAlive(holder)) {
      throw new TouchstoneError("run/conflict", `${what} is being written by process ${holder.pid} on ${holder.host}.`, { hint: "Wait until it has ended, or stop it first." });
    }
    await rm(path, { force: true });
  }
  throw new TouchstoneError("run/conflict", `${what} is being started by several processes at once.`, { hint: "Try again." });
}

/** False when the file exists. A new one appears with all of its text at once: half a lock would look like a damaged one. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  await writeFile(temporary, text, { flag: "wx" });
  try {
    // Some file systems know no links.
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => (error.code === "EEXIST" ? Promise.reject(error) : copyFile(temporary, path, constants.COPYFILE_EXCL)));
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** True while the process that wrote a lock runs; a lock of another host counts as alive, since nobody here can tell. */
export function isAlive(lock: LockHolder): boolean {
  if (lock.host !== hostname()) return true;
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code !== "EPERM") return false;
  }
  const started = startOf(lock.pid);
  return started === null || lock.started === "unknown" || started === lock.started;
}

async function readHolder(path: string): Promise<LockHolder | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as LockHolder;
  } catch {
    return null;
  }
}

/** When a process started, in clock ticks since boot, where the system tells (Linux); null elsewhere or when it is gone. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

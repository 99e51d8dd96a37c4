// Lock files: one holds who writes a run; it is stale only when that very process is gone (rule R8), and only who holds the guard beside it may replace it.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { constants, copyFile, link, mkdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { isTouchstoneError, TouchstoneError } from "../core/base/errors.ts";
import type { LockHolder } from "../core/base/ports.ts";
import { isMissing } from "./missing.ts";
import { readRegular } from "./open-regular.ts";
import { unwritable } from "./unwritable.ts";
import { writeWhole } from "./write-whole.ts";

const mostTries = 10;
/** No holder writes more. */
const mostBytes = 4096;
/** Anything else in a lock is no run of ours, and is shown to nobody. */
const runIdPattern = /^[A-Za-z0-9-]{1,100}$/;

export interface LockOptions {
  /** The run that the lock is held for, where the lock's own name does not tell. */
  readonly run?: string;
  /** Whether who wrote a lock still holds it: for whoever knows more of its own locks than that the process lives. */
  readonly isHeld?: (holder: LockHolder) => boolean;
  /** The error of a lock that somebody holds. */
  readonly conflict?: (holder: LockHolder) => TouchstoneError;
}

interface Wish extends Required<Omit<LockOptions, "run">> {
  /** What the lock file will hold. */
  readonly text: string;
  readonly what: string;
}

/**
 * Takes the lock file at an absolute path for `what`, as in "Run 7 is being written by …", and answers with how to release it. Throws `run/conflict` while somebody holds it, and
 * `store/unwritable` where it cannot be written.
 */
export async function takeLock(
  path: string,
  what: string,
  { run, isHeld = isAlive, conflict = (holder) => beingWritten(what, path, holder) }: LockOptions = {},
): Promise<() => Promise<void>> {
  const own: LockHolder = { pid: process.pid, started: startOf(process.pid) ?? "unknown", host: hostname() };
  // One process may ask twice: only the token tells its locks apart.
  const text = JSON.stringify({ ...own, ...(run === undefined ? {} : { run }), token: randomBytes(8).toString("hex") });
  try {
    await mkdir(dirname(path), { recursive: true });
    await acquire(path, { text, what, isHeld, conflict });
  } catch (error) {
    throw isTouchstoneError(error) ? error : unwritable(path, error);
  }
  return () => release(path, text);
}

/** The same for work that can as well be left to whoever holds the lock: null while somebody does. */
export async function takeLockIfFree(path: string, what: string): Promise<(() => Promise<void>) | null> {
  try {
    return await takeLock(path, what);
  } catch (error) {
    if (isTouchstoneError(error, "run/conflict")) return null;
    throw error;
  }
}

async function acquire(path: string, wish: Wish): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    if (await createWhole(path, wish.text)) return;
    if (!(await isStale(path, wish))) continue;
    if (await takeOver(path, wish)) return;
  }
  throw new TouchstoneError("run/conflict", `${wish.what} is being started by several processes at once.`, { hint: "Try again." });
}

/**
 * Puts the wish in the place of a stale lock; false when that lock went away meanwhile. Between reading a lock and replacing it
 * nobody else may do the same, so a guard is held meanwhile: itself a lock, which may be stale and taken over in the same way.
 */
async function takeOver(path: string, wish: Wish): Promise<boolean> {
  const guard = `${path}.takeover`;
  await acquire(guard, wish);
  try {
    if (!(await isStale(path, wish))) return false;
    await writeWhole(path, [new TextEncoder().encode(wish.text)]);
    return true;
  } finally {
    await release(guard, wish.text);
  }
}

/** False when there is no lock; throws `run/conflict` when somebody holds it. */
async function isStale(path: string, { isHeld, conflict }: Wish): Promise<boolean> {
  const text = await readText(path);
  if (text === null) return false;
  const holder = parseHolder(text);
  if (holder === null || !isHeld(holder)) return true;
  throw conflict(holder);
}

function beingWritten(what: string, path: string, { pid, host }: LockHolder): TouchstoneError {
  const hint =
    host === hostname() ? "Wait until it has ended, or stop it first." : `Wait until it has ended; if ${host} is gone, delete ${path}.`;
  return new TouchstoneError("run/conflict", `${what} is being written by process ${pid} on ${host}.`, { hint });
}

/** Removes a lock that holds `text`, never somebody else's. One that cannot be removed is stale as soon as this process has ended. */
async function release(path: string, text: string): Promise<void> {
  try {
    if ((await readText(path)) === text) await rm(path, { force: true });
  } catch {
    return;
  }
}

/** False when the file exists. A new one appears with all of its text at once: half a lock would look like a damaged one. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, text, { flag: "wx" });
    // Some file systems know no links.
    await link(temporary, path).catch((error: NodeJS.ErrnoException) =>
      error.code === "EEXIST" ? Promise.reject(error) : copyFile(temporary, path, constants.COPYFILE_EXCL),
    );
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Null when there is no file. What is too large to be a lock reads as an empty one. */
async function readText(path: string): Promise<string | null> {
  try {
    const bytes = await readRegular(path, { mostBytes });
    return bytes === null ? null : bytes === "too-large" ? "" : new TextDecoder().decode(bytes);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Null for a text that no holder can have written whole. */
function parseHolder(text: string): LockHolder | null {
  try {
    const holder = JSON.parse(text) as unknown;
    if (!isHolder(holder)) return null;
    const { pid, started, host, run } = holder;
    return { pid, started, host, ...(typeof run === "string" && runIdPattern.test(run) ? { run } : {}) };
  } catch {
    return null;
  }
}

function isHolder(value: unknown): value is LockHolder {
  if (typeof value !== "object" || value === null) return false;
  const { pid, started, host } = value as Partial<Record<keyof LockHolder, unknown>>;
  return typeof pid === "number" && Number.isSafeInteger(pid) && pid > 0 && typeof started === "string" && typeof host === "string";
}

/**
 * True while the process that wrote a lock runs; a lock of another host counts as alive, since nobody here can tell. What is no
 * lock, whatever its file says, is nobody's.
 */
export function isAlive(lock: LockHolder): boolean {
  if (!isHolder(lock)) return false;
  if (lock.host !== hostname()) return true;
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code !== "EPERM") return false;
  }
  const started = startOf(lock.pid);
  return started === null || lock.started === "unknown" || started === lock.started;
}

/** True for a lock that this very process wrote, in whatever thread. */
export function isOwn(lock: LockHolder): boolean {
  return isHolder(lock) && lock.pid === process.pid && lock.host === hostname() && isAlive(lock);
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

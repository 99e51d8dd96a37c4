// The locks of the runs that this window makes: only one thread of the process takes any, so a lock of our own process that this
// thread does not hold was left behind by a thread that died, and counts for nothing.
import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { TouchstoneError } from "../../core/base/errors.ts";
import type { LockHolder } from "../../core/base/ports.ts";
import { lockPath } from "../../core/store/layout.ts";
import type { FolderStorage } from "../../node/folder-storage.ts";
import { isAlive, isOwn, takeLock } from "../../node/lock-file.ts";

export interface RunLocks {
  /** Answers with how to release it. Throws `run/conflict` while somebody holds it. */
  take(storage: FolderStorage, runId: string): Promise<() => Promise<void>>;
  /** Whether the run is being written by whoever wrote its lock. */
  isHeld(lock: LockHolder | null, storage: FolderStorage, runId: string): Promise<boolean>;
}

export function createRunLocks(): RunLocks {
  /** Real paths, so that a project that is reached in two ways has one lock. */
  const held = new Set<string>();
  return {
    async take(storage, runId) {
      const place = await storage.prepare(lockPath(runId));
      if (held.has(place)) {
        throw new TouchstoneError("run/conflict", `Run ${runId} is being made in this window.`, {
          hint: "Wait until it has ended, or stop it first.",
        });
      }
      held.add(place);
      try {
        const release = await takeLock(place, `Run ${runId}`, (lock) => !isOwn(lock) && isAlive(lock));
        return async () => {
          await release();
          held.delete(place);
        };
      } catch (error) {
        held.delete(place);
        throw error;
      }
    },
    async isHeld(lock, storage, runId) {
      if (lock === null) return false;
      return isOwn(lock) ? held.has(await realPlace(storage.place(lockPath(runId)))) : isAlive(lock);
    },
  };
}

async function realPlace(path: string): Promise<string> {
  return join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
}

// The locks of the runs that this window makes: only one thread of the process takes any, so a lock of our own process that this
// thread does not hold was left behind by a thread that died, and counts for nothing.
import { realpath } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { TouchstoneError } from "../../core/base/errors.ts";
import type { Hash } from "../../core/base/hash.ts";
import type { LockHolder } from "../../core/base/ports.ts";
import { lockPath, planLockPath } from "../../core/store/layout.ts";
import type { FolderStorage } from "../../node/folder-storage.ts";
import { isAlive, isOwn, takeLock } from "../../node/lock-file.ts";
import { planConflict, takePlanLock } from "../../node/plan-lock.ts";

type Release = () => Promise<void>;

export interface RunLocks {
  /** Answers with how to release it. Throws `run/conflict` while somebody holds it. */
  take(storage: FolderStorage, runId: string): Promise<Release>;
  /** The same for a plan, of which `runId` is about to be made. */
  takePlan(storage: FolderStorage, planHash: Hash, runId: string): Promise<Release>;
  /** Whether the run is being written by whoever wrote its lock. */
  isHeld(lock: LockHolder | null, storage: FolderStorage, runId: string): Promise<boolean>;
}

export function createRunLocks(): RunLocks {
  /** The runs that hold them, by real paths, so that a project that is reached in two ways has one lock. */
  const held = new Map<string, string>();
  const isElsewhere = (lock: LockHolder): boolean => !isOwn(lock) && isAlive(lock);
  const hold = async (place: string, runId: string, taking: Promise<Release>): Promise<Release> => {
    held.set(place, runId);
    try {
      const release = await taking;
      return async () => {
        await release();
        held.delete(place);
      };
    } catch (error) {
      held.delete(place);
      throw error;
    }
  };
  return {
    async take(storage, runId) {
      const place = await storage.prepare(lockPath(runId));
      if (held.has(place)) {
        throw new TouchstoneError("run/conflict", `Run ${runId} is being made in this window.`, {
          run: runId,
          hint: "Wait until it has ended, or stop it first.",
        });
      }
      return hold(place, runId, takeLock(place, `Run ${runId}`, { isHeld: isElsewhere }));
    },
    async takePlan(storage, planHash, runId) {
      const place = await storage.prepare(planLockPath(planHash));
      const other = held.get(place);
      if (other !== undefined) throw planConflict(place, { pid: process.pid, started: "", host: hostname(), run: other });
      return hold(place, runId, takePlanLock(place, runId, isElsewhere));
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

// The lock of a plan: it names the run that is being made of it, so that a second one can be told where its answers will be.
import { hostname } from "node:os";
import { TouchstoneError } from "../core/base/errors.ts";
import type { LockHolder } from "../core/base/ports.ts";
import { isAlive, takeLock } from "./lock-file.ts";

/** Takes the lock at an absolute path for a run. Throws `run/conflict` with the other run while one is being made of the same plan. */
export function takePlanLock(path: string, runId: string, isHeld: (holder: LockHolder) => boolean = isAlive): Promise<() => Promise<void>> {
  return takeLock(path, "This plan", { run: runId, isHeld, conflict: (holder) => planConflict(path, holder) });
}

/** `run/conflict`: the same plan is being run, by `holder`. */
export function planConflict(path: string, { pid, host, run }: LockHolder): TouchstoneError {
  const gone = host === hostname() ? "" : ` If ${host} is gone, delete ${path}.`;
  return new TouchstoneError(
    "run/conflict",
    `The very same plan is being run already, by process ${pid} on ${host}${run === undefined ? "" : ` as run ${run}`}. Nothing has been sent.`,
    {
      ...(run === undefined ? {} : { run }),
      hint: `Wait until it has ended: then its answers come from the cache. \`touchstone list runs\` shows how far it is; --fresh runs the plan a second time beside it.${gone}`,
    },
  );
}

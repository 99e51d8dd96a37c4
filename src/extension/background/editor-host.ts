// The engine's host in the editor: keys and endpoints are handed in for one run, calls go through the extension host's fetch.
import type { Hash } from "../../core/base/hash.ts";
import type { Fetch } from "../../core/base/ports.ts";
import type { Limiters } from "../../core/engine/calling/limiter.ts";
import type { RunHost } from "../../core/engine/running/run-host.ts";
import { cacheLockPath } from "../../core/store/layout.ts";
import { gitState } from "../../node/git.ts";
import { isAlive, takeLockIfFree } from "../../node/lock-file.ts";
import { createRegexRunner } from "../../node/regex-runner.ts";
import { createScriptRunner } from "../../node/script-runner.ts";
import { newRunId } from "../../node/run-id.ts";
import { systemClock } from "../../node/system-clock.ts";
import { version } from "../version.ts";
import type { Keys } from "./contract.ts";
import type { OpenProject } from "./open-project.ts";
import type { RunLocks } from "./run-locks.ts";

export interface EditorHostOptions {
  readonly fetch: Fetch;
  readonly home: URL;
  readonly locks: RunLocks;
  /** Shared by all runs of the window. */
  readonly limiters: Limiters;
  readonly keys: Keys;
  readonly endpoints: Readonly<Record<string, string>>;
  /** Hashes of the scripts that a person has agreed to. */
  readonly approvedScripts: readonly Hash[];
}

/** The environment of the process says nothing here: every key and every URL comes from the user's own settings (contracts §7). */
export function createRunHost(
  { root, storage }: OpenProject,
  { fetch, home, locks, limiters, keys, endpoints, approvedScripts }: EditorHostOptions,
): RunHost {
  return {
    endpoints: new Map(Object.entries(endpoints)),
    key: (endpoint) => (Object.hasOwn(keys, endpoint) ? (keys[endpoint] ?? null) : null),
    fetch,
    clock: systemClock,
    random: Math.random,
    limiters,
    // Somebody sees that the run has paused, and may cancel it.
    patienceMs: Infinity,
    regex: createRegexRunner(new URL("regex-worker.js", home)),
    scripts: createScriptRunner({ program: new URL("script-worker.js", home), isApproved: (sha256) => approvedScripts.includes(sha256) }),
    storage,
    pid: process.pid,
    tool: { name: "touchstone", version, surface: "vscode", node: process.versions.node, os: `${process.platform}-${process.arch}` },
    newId: () => newRunId(Date.now()),
    lock: (runId) => locks.take(storage, runId),
    lockPlan: (planHash, runId) => locks.takePlan(storage, planHash, runId),
    lockCache: async () => takeLockIfFree(await storage.prepare(cacheLockPath), "The cache"),
    isAlive,
    git: () => gitState(root),
  };
}

// The engine's host on Node: keys from the environment, endpoints from flags and environment, files in the project's folder.
import { TouchstoneError } from "../core/base/errors.ts";
import { endpointDefinition, originOf } from "../core/providers/endpoints.ts";
import type { Endpoints } from "../core/engine/planning/destinations.ts";
import { createLimiters } from "../core/engine/calling/limiter.ts";
import type { RunHost } from "../core/engine/running/run-host.ts";
import { cacheLockPath, lockPath, planLockPath } from "../core/store/layout.ts";
import { gitState } from "../node/git.ts";
import { isAlive, takeLock, takeLockIfFree } from "../node/lock-file.ts";
import { takePlanLock } from "../node/plan-lock.ts";
import { createRegexRunner } from "../node/regex-runner.ts";
import { createScriptRunner } from "../node/script-runner.ts";
import { trustedScripts } from "../node/trusted-scripts.ts";
import { newRunId } from "../node/run-id.ts";
import { systemClock } from "../node/system-clock.ts";
import type { Project } from "./project.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** Nobody sits by and watches a pipeline: a run that cannot go on for so long ends, and is resumed. */
const patienceMs = 120_000;

/** The flag of commands that may run scripts of criteria. */
export interface CodeFlag {
  readonly allowCode: boolean;
}

const endpointVariables: Readonly<Record<string, string>> = { openai: "OPENAI_BASE_URL", anthropic: "ANTHROPIC_BASE_URL" };

/** Base URLs from `--endpoint name=url`, else from the two usual variables (contracts §7). Throws `input/invalid`. */
export function readEndpoints(terminal: Terminal, flags: readonly string[]): Endpoints {
  const endpoints = new Map<string, string>();
  for (const [name, variable] of Object.entries(endpointVariables)) {
    const url = terminal.environment[variable];
    if (url !== undefined && url !== "") endpoints.set(name, url);
  }
  for (const { name, url } of flags.map(readFlag)) endpoints.set(name, url);
  return endpoints;
}

/** The origins that `--endpoint` names: only they, and no variable, say that a run may go on elsewhere than where it began. */
export function readOrigins(flags: readonly string[]): string[] {
  return flags.map(readFlag).flatMap(({ url }) => (URL.canParse(url) ? [originOf(url)] : []));
}

function readFlag(flag: string): { readonly name: string; readonly url: string } {
  const [, name, url] = /^([A-Za-z][A-Za-z0-9_-]*)=(.+)$/.exec(flag) ?? [];
  if (name !== undefined && url !== undefined) return { name, url };
  throw new TouchstoneError("input/invalid", `"${flag}" is not an endpoint.`, { hint: "Write --endpoint name=https://host/path." });
}

/** `allowCode` lets this one call run whatever script its criteria name; else only those run that the user trusts. */
export function createRunHost(
  project: Project,
  terminal: Terminal,
  endpoints: Endpoints,
  { allowCode }: CodeFlag = { allowCode: false },
): RunHost {
  const trusted = trustedScripts(terminal.environment);
  return {
    endpoints,
    key(endpoint) {
      const { keyVariable } = endpointDefinition(endpoint);
      const key = terminal.environment[keyVariable];
      return key === undefined || key === "" ? null : key;
    },
    fetch: globalThis.fetch,
    clock: systemClock,
    random: Math.random,
    limiters: createLimiters({ clock: systemClock, random: Math.random }),
    patienceMs,
    regex: createRegexRunner(new URL("regex-worker.js", terminal.home)),
    scripts: createScriptRunner({
      program: new URL("script-worker.js", terminal.home),
      isApproved: (sha256) => allowCode || trusted.has(sha256),
    }),
    storage: project.storage,
    pid: process.pid,
    tool: { name: "touchstone", version, surface: "cli", node: process.versions.node, os: `${process.platform}-${process.arch}` },
    newId: () => newRunId(Date.now()),
    lock: async (runId) => takeLock(await project.storage.prepare(lockPath(runId)), `Run ${runId}`),
    lockPlan: async (planHash, runId) => takePlanLock(await project.storage.prepare(planLockPath(planHash)), runId),
    lockCache: async () => takeLockIfFree(await project.storage.prepare(cacheLockPath), "The cache"),
    isAlive,
    git: () => gitState(project.root),
  };
}

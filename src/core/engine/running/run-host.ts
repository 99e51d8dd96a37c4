// What a door must offer so that the engine can start, lock, journal and resume runs.
import type { Hash } from "../../base/hash.ts";
import type { LockHolder, Random, RegexRunner, ScriptRunner, Storage } from "../../base/ports.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { Limiters } from "../calling/limiter.ts";
import type { CallerPorts } from "../calling/open-callers.ts";

export interface RunHost extends CallerPorts {
  readonly storage: Storage;
  readonly random: Random;
  readonly regex: RegexRunner;
  readonly scripts: ScriptRunner;
  /** One for the whole process: its runs share how fast a key may ask a model. */
  readonly limiters: Limiters;
  /** Milliseconds after which a run that has paused by itself ends, to be resumed by hand; Infinity for never. */
  readonly patienceMs: number;
  readonly pid: number;
  readonly tool: RunManifest["tool"];
  /** A new id that sorts after all earlier ones. */
  newId(): string;
  /** Holds the run for this process until the returned function is called. Throws `run/conflict` while another one holds it. */
  lock(runId: string): Promise<() => Promise<void>>;
  /** Holds a plan for a run of it until the returned function is called. Throws `run/conflict`, naming the other run, while one is being made. */
  lockPlan(planHash: Hash, runId: string): Promise<() => Promise<void>>;
  /** Holds the cache for one process that evicts from it until the returned function is called; null while another one does. */
  lockCache(): Promise<(() => Promise<void>) | null>;
  /** True while the process that wrote a lock runs. */
  isAlive(lock: LockHolder): boolean;
  /** The commit the project stands at, or null outside a repository. */
  git(): Promise<RunManifest["git"]>;
}

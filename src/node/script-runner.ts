// The ScriptRunner port: as many child processes as there are cores, each with one script, used for row after row (rule S16).
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Script, ScriptOutcome, ScriptRunner } from "../core/base/ports.ts";
import { startScriptChild, type ScriptChild } from "./script-child.ts";

export interface ScriptRunnerOptions {
  /** The child's entry: the bundled `script-worker.js`, or the source in tests. */
  readonly program: URL;
  readonly isApproved: ScriptRunner["isApproved"];
  /** Milliseconds that loading a script and each row may take. */
  readonly rowMs?: number;
  /** Most processes at once. */
  readonly processes?: number;
}

interface Job {
  readonly script: Script;
  readonly input: string;
  readonly signal: AbortSignal;
  readonly resolve: (outcome: ScriptOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

/** Nothing is started before the first script is asked. */
export function createScriptRunner({
  program,
  isApproved,
  rowMs = 5_000,
  processes = availableParallelism(),
}: ScriptRunnerOptions): ScriptRunner {
  const waiting: Job[] = [];
  const idle = new Set<ScriptChild>();
  const busy = new Set<ScriptChild>();
  let atWork = 0;
  let folder: Promise<string> | null = null;
  let isClosed = false;

  const start = async ({ script }: Job): Promise<ScriptChild> => {
    folder ??= mkdtemp(join(tmpdir(), "touchstone-script-"));
    return startScriptChild(program, await folder, script, { rowMs });
  };
  /** A process that waits with this script, or null. */
  const takeIdle = (script: Script): ScriptChild | null => {
    for (const child of idle) {
      if (child.isAlive() && child.script.sha256 !== script.sha256) continue;
      idle.delete(child);
      if (child.isAlive()) return child;
    }
    return null;
  };
  /** The job that goes next: one whose script a process waits with, so that processes change as seldom as can be, else the first. */
  const chooseJob = (): number => {
    const loaded = new Set([...idle].flatMap((child) => (child.isAlive() ? child.script.sha256 : [])));
    return Math.max(
      0,
      waiting.findIndex(({ script }) => loaded.has(script.sha256)),
    );
  };
  const makeRoom = (): boolean => {
    if (idle.size + atWork < processes) return true;
    const [other] = idle;
    if (other === undefined) return false;
    idle.delete(other);
    void other.kill();
    return true;
  };
  const next = (): void => {
    const index = chooseJob();
    const job = waiting[index];
    if (job === undefined) return;
    const ready = takeIdle(job.script);
    if (ready === null && !makeRoom()) return;
    waiting.splice(index, 1);
    atWork += 1;
    void run(job, ready).finally(() => {
      atWork -= 1;
      next();
    });
    next();
  };
  const run = async (job: Job, ready: ScriptChild | null): Promise<void> => {
    const { signal, input, resolve, reject } = job;
    try {
      if (signal.aborted) throw signal.reason;
      const child = ready ?? (await start(job));
      busy.add(child);
      const stop = (): void => void child.kill();
      signal.addEventListener("abort", stop, { once: true });
      if (isClosed || signal.aborted) stop();
      const outcome = await child.evaluate(input);
      signal.removeEventListener("abort", stop);
      busy.delete(child);
      if (child.isAlive()) idle.add(child);
      if (signal.aborted) throw signal.reason;
      resolve(outcome);
    } catch (error) {
      reject(error);
    }
  };

  return {
    isApproved,
    evaluate(script, input, signal) {
      if (!isApproved(script.sha256)) return Promise.reject(new Error(`${script.path} is not approved.`));
      if (isClosed) return Promise.reject(new Error("The scripts have been closed."));
      return new Promise((resolve, reject) => {
        waiting.push({ script, input, signal, resolve, reject });
        next();
      });
    },
    async close() {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(new Error("The scripts have been closed."));
      await Promise.all([...idle, ...busy].map((child) => child.kill()));
      idle.clear();
      await folder?.then(
        (path) => rm(path, { recursive: true, force: true }),
        () => undefined, // Without a folder no script ran.
      );
    },
  };
}

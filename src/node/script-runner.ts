// The ScriptRunner port: as many child processes as there are cores, each with one script, used for row after row (rule S16).
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Script, ScriptFunction, ScriptOutcome, ScriptRunner } from "../core/base/ports.ts";
import { startScriptChild, type ScriptChild } from "./script-child.ts";

export interface ScriptRunnerOptions {
  /** The child's entry: the bundled `script-worker.js`, or the source in tests. */
  readonly program: URL;
  readonly isApproved: ScriptRunner["isApproved"];
  /** Milliseconds that loading a script and each row may take. */
  readonly rowMs?: number;
  /** Milliseconds that all samples of an arm may take. */
  readonly armMs?: number;
  /** Most processes at once. */
  readonly processes?: number;
}

interface Job {
  readonly script: Script;
  readonly exported: ScriptFunction;
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
  armMs = 60_000,
  processes = availableParallelism(),
}: ScriptRunnerOptions): ScriptRunner {
  const waiting: Job[] = [];
  const idle = new Set<ScriptChild>();
  const busy = new Set<ScriptChild>();
  let atWork = 0;
  let folder: Promise<string> | null = null;
  let isClosed = false;

  const start = async (job: Job): Promise<ScriptChild> => {
    folder ??= mkdtemp(join(tmpdir(), "touchstone-script-"));
    return startScriptChild(program, await folder, job, { loadMs: rowMs, answerMs: job.exported === "evaluate" ? rowMs : armMs });
  };
  /** A process that waits with this script, or null. */
  const takeIdle = (job: Job): ScriptChild | null => {
    for (const child of idle) {
      if (child.isAlive() && taskOf(child) !== taskOf(job)) continue;
      idle.delete(child);
      if (child.isAlive()) return child;
    }
    return null;
  };
  /** The job that goes next: one whose script a process waits with, so that processes change as seldom as can be, else the first. */
  const chooseJob = (): number => {
    const loaded = new Set([...idle].flatMap((child) => (child.isAlive() ? taskOf(child) : [])));
    return Math.max(
      0,
      waiting.findIndex((job) => loaded.has(taskOf(job))),
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
    const ready = takeIdle(job);
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

  const ask = (question: Omit<Job, "resolve" | "reject">): Promise<ScriptOutcome> => {
    const { path, sha256 } = question.script;
    if (!isApproved(sha256)) return Promise.reject(new Error(`${path} is not approved.`));
    if (isClosed) return Promise.reject(new Error("The scripts have been closed."));
    return new Promise((resolve, reject) => {
      waiting.push({ ...question, resolve, reject });
      next();
    });
  };

  return {
    isApproved,
    evaluate: (script, input, signal) => ask({ script, exported: "evaluate", input, signal }),
    evaluateRun: (script, input, signal) => ask({ script, exported: "evaluateRun", input, signal }),
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

/** Equal where one process can do both. */
function taskOf({ script, exported }: Pick<ScriptChild, "script" | "exported">): string {
  return `${exported} ${script.sha256}`;
}

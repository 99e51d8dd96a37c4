// `resume`: finishes a run. What has ended is kept, errors among it; what is missing is done.
import { continueRun, type ContinueOptions } from "./continue-run.ts";
import type { RunHost } from "./run-host.ts";
import type { RunOutcome, RunWatch } from "./write-run.ts";

export type ResumeOptions = Omit<ContinueOptions, "retriesErrors">;

export function resumeRun(name: string, options: Partial<ResumeOptions>, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  return continueRun(name, { ...options, retriesErrors: false }, host, watch);
}

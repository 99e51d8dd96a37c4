// `touchstone resume <run>` and `touchstone retry <run>`: a stored run goes on, from the inputs it pinned.
import { changedInputs, changedInputsText } from "../../core/engine/changed-inputs.ts";
import { continueRun } from "../../core/engine/running/continue-run.ts";
import type { RunWatch } from "../../core/engine/running/write-run.ts";
import { formatCount } from "../../core/report/figures.ts";
import { describeDamage } from "../../core/store/describe-damage.ts";
import { findRunId, readRun } from "../../core/store/run-store.ts";
import { finishRun, labelledOutcome } from "../finish-run.ts";
import { followRun } from "../follow-run.ts";
import { planLines } from "../plan-text.ts";
import { currentProject } from "../project.ts";
import { createRunHost, readEndpoints, readOrigins, type CodeFlag } from "../run-host.ts";
import { readLimits } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import type { PlanFlags } from "./plan.ts";

export type RetryFlags = PlanFlags & CodeFlag;

export interface ResumeFlags extends RetryFlags {
  readonly cancelBatches: boolean;
}

/** Finishes what is missing; what ended in an error stays. */
export function resume(terminal: Terminal, name: string, flags: ResumeFlags): Promise<number> {
  return goOn(terminal, name, flags, { retriesErrors: false, cancelsBatches: flags.cancelBatches, left: "are left to be done" });
}

/** Tries again what ended in an error, and finishes what is missing. */
export function retry(terminal: Terminal, name: string, flags: RetryFlags): Promise<number> {
  return goOn(terminal, name, flags, { retriesErrors: true, cancelsBatches: false, left: "ended in an error or are missing" });
}

interface Continuation {
  readonly retriesErrors: boolean;
  readonly cancelsBatches: boolean;
  /** What is said of the samples that something is done for. */
  readonly left: string;
}

async function goOn(
  terminal: Terminal,
  name: string,
  flags: RetryFlags,
  { retriesErrors, cancelsBatches, left }: Continuation,
): Promise<number> {
  const project = await currentProject(terminal);
  const runId = await findRunId(project.storage, name);
  const stored = await readRun(project.storage, runId);
  const { manifest } = stored;
  const changed = changedInputsText(await changedInputs(manifest, project.files), "this run began");
  const warnings = [...describeDamage(stored), ...changed];
  terminal.note(...warnings.map((warning) => `! ${warning}`));
  const host = createRunHost(project, terminal, readEndpoints(terminal, flags.endpoint), flags);
  const limits = Object.fromEntries(Object.entries(readLimits(flags)).filter(([, value]) => value !== null));
  const options = { ...limits, acceptsOrigins: readOrigins(flags.endpoint), retriesErrors, cancelsBatches };
  let isBegun = false;
  const outcome = await followRun(terminal, { host, samples: manifest.samples }, (watch) => {
    const onStart: RunWatch["onStart"] = (run, plan, record) => {
      isBegun = true;
      terminal.note(...planLines(plan), `  ${formatCount(plan.samples.length)} of ${formatCount(manifest.samples)} samples ${left}`, "");
      watch.onStart?.(run, plan, record);
    };
    return continueRun(runId, options, host, { ...watch, onStart });
  });
  if (retriesErrors && !isBegun) terminal.note(`There is nothing to retry in run ${runId}: nothing was sent.`);
  return finishRun(await labelledOutcome(outcome, project), project, terminal, {
    json: flags.json,
    warnings: [...warnings, ...outcome.warnings],
    endpoint: flags.endpoint,
    unwritten: null,
  });
}

// From a run request to its plan: documents, caps and destinations; nothing is sent.
import { TouchstoneError } from "../../core/base/errors.ts";
import type { Diagnostic } from "../../core/domain/diagnostic.ts";
import { loadExperiment } from "../../core/documents/load-experiment.ts";
import { countCached } from "../../core/engine/planning/count-cached.ts";
import { defaultOptions, type RunOptions } from "../../core/engine/planning/options.ts";
import { planRun, type Plan } from "../../core/engine/planning/plan.ts";
import { openAnswerReader } from "../../core/store/response-cache.ts";
import { systemClock } from "../../node/system-clock.ts";
import type { PlanDescription, RunRequest } from "./contract.ts";
import { agreementHash, planDescription } from "./describe-plan.ts";
import { lowestCap, mostConcurrency } from "./editor-limits.ts";
import { openProject, type OpenProject } from "./open-project.ts";
import { prepareGate } from "./prepare-gate.ts";
import { filesOfTarget } from "./run-target.ts";

export interface PreparedRun {
  readonly project: OpenProject;
  readonly plan: Plan;
  /** What a person must be told before the run. */
  readonly notes: readonly string[];
  /** What is worth knowing and no reason to ask. */
  readonly remarks: readonly string[];
  /** What the documents are warned of. */
  readonly warnings: readonly string[];
}

/** Throws `document/invalid` with the first error of the documents, and what `planRun` and `prepareGate` throw. */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const project = await openProject(request.project);
  const { target, endpoints } = request;
  const options = optionsOf(request, project);
  if (target.kind === "against") return prepareGate(project, target, { options, endpoints });
  const { files, path, notes } = await filesOfTarget(project, target);
  const { value: setup, diagnostics } = await loadExperiment(files, path);
  if (setup === null) throw firstError(diagnostics, path);
  const plan = planRun(setup, options, new Map(Object.entries(endpoints)));
  return { project, plan, notes, remarks: [], warnings: diagnostics.map(({ file, line, message }) => `${file}:${line}: ${message}`) };
}

function optionsOf({ isNoiseCheck, variants, rows, maxCostUsd, isBatch }: RunRequest, project: OpenProject): RunOptions {
  return {
    ...defaultOptions,
    purpose: isNoiseCheck === true ? "aa" : "run",
    variants,
    rows,
    maxCostUsd: lowestCap(maxCostUsd, project.maxCostUsd),
    concurrency: mostConcurrency(project.concurrency),
    batch: isBatch ? { judge: "batch" } : null,
  };
}

/** Throws `run/conflict` when a plan is no longer the one that was described and agreed to. */
export function refuseOtherPlan(plan: Plan, planHash: string): void {
  if (agreementHash(plan) === planHash) return;
  throw new TouchstoneError(
    "run/conflict",
    "The files have changed since the run was planned, so it was not started. Nothing has been sent.",
    {
      file: plan.setup.path,
      hint: "Start it again to see what would be sent now.",
    },
  );
}

function firstError(diagnostics: readonly Diagnostic[], path: string): TouchstoneError {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined)
    return new TouchstoneError("document/invalid", `${path} cannot be read.`, { file: path, hint: "See the Problems view." });
  const { file, line, column, message, hint } = first;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new TouchstoneError("document/invalid", `${message}${more}`, { file, line, column, ...(hint === null ? {} : { hint }) });
}

/** The plan as it would be run now: answers that the cache has are counted apart. */
export function countNow({ project, plan }: PreparedRun, endpoints: RunRequest["endpoints"]): Promise<Plan> {
  const before = new Date(systemClock.now()).toISOString();
  const kept = openAnswerReader({ storage: project.storage, before, runId: null, isFresh: plan.options.isFresh }, () => undefined);
  return countCached(plan, kept, new Map(Object.entries(endpoints)));
}

/** What would be sent if it were run now. */
export async function describePlan(prepared: PreparedRun, endpoints: RunRequest["endpoints"]): Promise<PlanDescription> {
  const { plan, notes, remarks, warnings } = prepared;
  return planDescription(await countNow(prepared, endpoints), {
    notes,
    remarks,
    warnings: [...warnings, ...plan.warnings],
    planHash: agreementHash(plan),
  });
}

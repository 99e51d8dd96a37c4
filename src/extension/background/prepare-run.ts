// From a run request to its plan: documents, caps and destinations; nothing is sent.
import { TouchstoneError } from "../../core/base/errors.ts";
import type { Diagnostic } from "../../core/domain/diagnostic.ts";
import { loadExperiment } from "../../core/documents/load-experiment.ts";
import type { Setup } from "../../core/documents/setup.ts";
import { countCached } from "../../core/engine/count-cached.ts";
import { defaultOptions } from "../../core/engine/options.ts";
import { planRun, type Plan, type PlannedDestination } from "../../core/engine/plan.ts";
import { openAnswerReader } from "../../core/store/response-cache.ts";
import { systemClock } from "../../node/system-clock.ts";
import { endpointDefinition } from "../../core/providers/endpoints.ts";
import type { Destination, PlanDescription, RunRequest } from "./contract.ts";
import { openProject, type OpenProject } from "./open-project.ts";
import { filesOfTarget } from "./run-target.ts";

export interface PreparedRun {
  readonly project: OpenProject;
  readonly plan: Plan;
  readonly notes: readonly string[];
}

/** Throws `document/invalid` with the first error of the documents, and what `planRun` throws. */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const project = await openProject(request.project);
  const { files, path, notes } = await filesOfTarget(project, request.target);
  const { value: setup, diagnostics } = await loadExperiment(files, path);
  if (setup === null) throw firstError(diagnostics, path);
  const endpoints = new Map(Object.entries(request.endpoints));
  const options = { ...defaultOptions, variants: request.variants, rows: request.rows, maxCostUsd: capOf(setup, request.maxCostUsd) };
  const plan = planRun(setup, options, endpoints);
  return { project, plan, notes: [...notes, ...diagnostics.map(({ file, line, message }) => `${file}:${line}: ${message}`)] };
}

/** The project may set a lower cap than the user, never a higher one. */
function capOf({ defaults }: Setup, userCap: number): number {
  return Math.min(defaults.max_cost_usd ?? userCap, userCap);
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

/** What would be sent if it were run now: answers that the cache has are counted apart. */
export async function describePlan({ project, plan, notes }: PreparedRun, endpoints: RunRequest["endpoints"]): Promise<PlanDescription> {
  const before = new Date(systemClock.now()).toISOString();
  const kept = openAnswerReader({ storage: project.storage, before, runId: null, isFresh: false }, () => undefined);
  const left = await countCached(plan, kept, new Map(Object.entries(endpoints)));
  return {
    name: plan.setup.name,
    path: plan.setup.path,
    rows: plan.rows.length,
    samples: plan.samples.length,
    variants: plan.arms.map(({ name }) => name),
    calls: left.calls,
    worstCostUsd: left.costUsd.worst,
    maxCostUsd: plan.isSimulated ? null : plan.limits.maxCostUsd,
    destinations: left.destinations.map(describeDestination),
    warnings: [...notes, ...plan.warnings],
  };
}

export function describeDestination({ endpoint, origin, provider, model, calls }: PlannedDestination): Destination {
  const needsKey = endpoint !== null && endpointDefinition(endpoint).needsKey;
  return { endpoint, origin, model: `${provider}/${model}`, calls, needsKey };
}

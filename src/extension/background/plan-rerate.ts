// Rating the responses of a stored run again in the editor: what it would ask of the judge, within the caps of today's project and settings.
import { changedInputs, changedInputsText } from "../../core/engine/changed-inputs.ts";
import { planRerate, type Rerate } from "../../core/engine/running/rerate-run.ts";
import { readManifest } from "../../core/store/read-manifest.ts";
import { systemClock } from "../../node/system-clock.ts";
import type { PlanDescription, RunRequest } from "./contract.ts";
import { agreementHash, planDescription } from "./describe-plan.ts";
import { resumeLimits } from "./plan-rest.ts";
import type { OpenProject } from "./open-project.ts";

export interface RerateRequest extends Pick<RunRequest, "endpoints" | "maxCostUsd"> {
  readonly runId: string;
}

/** Throws what `planRerate` throws. */
export async function prepareRerate(project: OpenProject, { runId, endpoints, maxCostUsd }: RerateRequest): Promise<Rerate> {
  const { storage, files } = project;
  const { manifest } = await readManifest(storage, runId);
  const options = { ...resumeLimits({ manifest, project }, maxCostUsd), maxCalls: null, isFresh: false, ratingMode: null };
  return planRerate(runId, { options, files, endpoints: new Map(Object.entries(endpoints)), storage, clock: systemClock });
}

export async function describeRerate(project: OpenProject, request: RerateRequest): Promise<PlanDescription> {
  const { plan, rest, parent, warnings } = await prepareRerate(project, request);
  const changed = (await changedInputs(parent, project.files)).filter(({ path }) => plan.setup.ratingFiles?.has(path) !== true);
  return planDescription(rest, {
    notes: [],
    warnings: [...changedInputsText(changed, "that run began"), ...warnings, ...plan.warnings],
    planHash: agreementHash(plan),
  });
}

// What is left of a stored run and what going on with it in the editor may use: from its manifest, and from today's project and settings.
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import { changedInputs, changedInputsText } from "../../core/engine/changed-inputs.ts";
import { otherOrigins } from "../../core/engine/planning/stored-plan.ts";
import { planRest, type ContinueOptions } from "../../core/engine/running/continue-run.ts";
import { readRun, refuseNewer } from "../../core/store/run-store.ts";
import { systemClock } from "../../node/system-clock.ts";
import type { RestDescription, RunRequest } from "./contract.ts";
import { agreementHash, planDescription } from "./describe-plan.ts";
import { lowestCap, mostConcurrency } from "./editor-limits.ts";
import type { OpenProject } from "./open-project.ts";

/** The project's own cap is today's: what the run once pinned may have been raised or lowered since. */
export function resumeLimits(
  { manifest, project }: { readonly manifest: RunManifest; readonly project: OpenProject },
  userCapUsd: number,
): Pick<ContinueOptions, "concurrency" | "maxCostUsd"> {
  return { maxCostUsd: lowestCap(userCapUsd, project.maxCostUsd), concurrency: mostConcurrency(manifest.limits.concurrency) };
}

export interface RestRequest extends Pick<RunRequest, "endpoints" | "maxCostUsd"> {
  readonly runId: string;
  readonly retriesErrors?: boolean;
}

export async function describeRest(
  project: OpenProject,
  { runId, retriesErrors = false, endpoints: urls, maxCostUsd }: RestRequest,
): Promise<RestDescription> {
  const { storage } = project;
  const stored = await readRun(storage, runId);
  refuseNewer(stored);
  const { manifest, record } = stored;
  const limits = resumeLimits({ manifest, project }, maxCostUsd);
  const host = { endpoints: new Map(Object.entries(urls)), storage, clock: systemClock };
  const { plan, rest } = await planRest({ manifest, record, retriesErrors, limits }, host);
  const changed = changedInputsText(await changedInputs(manifest, project.files), "this run began");
  return {
    ...planDescription(rest, { notes: [], warnings: [...changed, ...plan.warnings], planHash: agreementHash(plan) }),
    otherOrigins: otherOrigins(manifest, plan),
  };
}

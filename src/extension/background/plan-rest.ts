// What is left of a stored run and what finishing it in the editor may use: from its manifest, and from today's project and settings.
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import { countRest } from "../../core/engine/planning/count-rest.ts";
import type { ResumeOptions } from "../../core/engine/running/resume-run.ts";
import { otherOrigins, planAgain } from "../../core/engine/planning/stored-plan.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import { openAnswerReader } from "../../core/store/response-cache.ts";
import { readRun, refuseNewer } from "../../core/store/run-store.ts";
import type { RestDescription, RunRequest } from "./contract.ts";
import { agreementHash, planDescription } from "./describe-plan.ts";
import { lowestCap, mostConcurrency } from "./editor-limits.ts";
import type { OpenProject } from "./open-project.ts";

/** The project's own cap is today's: what the run once pinned may have been raised or lowered since. */
export function resumeLimits(
  { manifest, project }: { readonly manifest: RunManifest; readonly project: OpenProject },
  userCapUsd: number,
): Pick<ResumeOptions, "concurrency" | "maxCostUsd"> {
  return { maxCostUsd: lowestCap(userCapUsd, project.maxCostUsd), concurrency: mostConcurrency(manifest.limits.concurrency) };
}

export interface RestRequest extends Pick<RunRequest, "endpoints" | "maxCostUsd"> {
  readonly runId: string;
}

export async function planRest(project: OpenProject, { runId, endpoints: urls, maxCostUsd }: RestRequest): Promise<RestDescription> {
  const { storage } = project;
  const endpoints = new Map(Object.entries(urls));
  const stored = await readRun(storage, runId);
  refuseNewer(stored);
  const { manifest, record } = stored;
  const files = pinnedFiles(storage, manifest.files);
  const plan = await planAgain(manifest, resumeLimits({ manifest, project }, maxCostUsd), { endpoints, files });
  const { createdAt: before, isFresh } = manifest;
  const cache = openAnswerReader({ storage, before, runId, isFresh }, () => undefined);
  const rest = await countRest(plan, { record, cache, endpoints });
  return {
    ...planDescription(rest, { notes: [], warnings: plan.warnings, planHash: agreementHash(plan) }),
    otherOrigins: otherOrigins(manifest, plan),
  };
}

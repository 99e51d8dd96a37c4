// A stored run planned again from the inputs that it pinned: the same samples, and the same places unless somebody names others.
import { TouchstoneError } from "../../base/errors.ts";
import type { Files, Storage } from "../../base/ports.ts";
import { hasErrors, type Diagnostic, type Parsed } from "../../domain/diagnostic.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { onlyBase } from "../../documents/base-files.ts";
import { loadAgainst } from "../../documents/load-against.ts";
import { loadExperiment } from "../../documents/load-experiment.ts";
import { reratedSetup, type RatingSources } from "../../documents/rerated-setup.ts";
import type { Setup } from "../../documents/setup.ts";
import { pinnedFiles } from "../../store/objects.ts";
import { pinnedInputs, type PinnedInputs } from "../stored/pinned-inputs.ts";
import type { Endpoints } from "./destinations.ts";
import { optionsOf } from "./manifest.ts";
import type { RunOptions } from "./options.ts";
import type { Plan } from "./plan.ts";
import { planSetup } from "./plan-against.ts";

/** A run goes on where it began: another origin must be named by whoever resumes. Throws `run/invalid`. */
export function refuseOtherOrigins(manifest: RunManifest, plan: Plan, accepted: readonly string[]): void {
  const other = otherOrigins(manifest, plan).find(({ origin }) => !accepted.includes(origin));
  if (other === undefined) return;
  const { endpoint, model, began, origin } = other;
  throw new TouchstoneError(
    "run/invalid",
    `Run ${manifest.runId} sent its calls for ${model} to ${began}, and would now send them to ${origin}.`,
    {
      hint: `Name the endpoint again: --endpoint ${endpoint}=<base URL at ${began}>.`,
    },
  );
}

export interface OtherOrigin {
  readonly endpoint: string;
  /** `provider/model`. */
  readonly model: string;
  readonly began: string;
  readonly origin: string;
}

/** Where a plan would send calls although its run began elsewhere. */
export function otherOrigins({ models }: RunManifest, { destinations }: Pick<Plan, "destinations">): OtherOrigin[] {
  return destinations.flatMap(({ endpoint, origin, provider, model }) => {
    const id = `${provider}/${model}`;
    const origins = models.flatMap((known) => (known.id === id && known.origin !== null ? [known.origin] : []));
    const [began] = origins;
    if (endpoint === null || origin === null || began === undefined || origins.includes(origin)) return [];
    return [{ endpoint, model: id, began, origin }];
  });
}

/** What a stored run was made from. Throws `run/invalid` where this version cannot read it. */
export async function inputsOfRun(manifest: RunManifest, files: Files): Promise<PinnedInputs> {
  return pinnedInputs(await loadPinned(manifest, files), manifest);
}

export interface PlanAgainPorts {
  readonly endpoints: Endpoints;
  /** Where the inputs lie that the run pinned. */
  readonly storage: Pick<Storage, "read">;
}

/** The plan of a stored run, made again from the inputs it pinned. Throws `run/invalid` when this version would make another. */
export async function planAgain(
  manifest: RunManifest,
  limits: Partial<Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls">>,
  { endpoints, storage }: PlanAgainPorts,
): Promise<Plan> {
  const setup = await setupOfRun(manifest, storage);
  return planSame(manifest, planSetup(setup, { ...optionsOf(manifest), ...limits }, endpoints));
}

/** What a stored run was made from, with the criteria that it was rated by. Throws `run/invalid` where this version cannot read it. */
export async function setupOfRun(manifest: RunManifest, storage: Pick<Storage, "read">): Promise<Setup> {
  const { files, ratingFiles } = manifest;
  const pinned = pinnedFiles(storage, files);
  const own = await loadPinned(manifest, pinned);
  return ratingFiles === undefined ? own : reratedPinned(manifest, own, { pinned, rating: pinnedFiles(storage, ratingFiles) });
}

async function reratedPinned(manifest: RunManifest, own: Setup, sources: RatingSources): Promise<Setup> {
  const { value, diagnostics } = await reratedSetup(own, sources);
  if (value === null) throw unreadable(manifest, diagnostics);
  return value;
}

/** `plan`, which holds the samples of the run. Throws `run/invalid` when this version would make others. */
export function planSame(manifest: RunManifest, plan: Plan): Plan {
  if (plan.hash === manifest.planHash) return plan;
  throw new TouchstoneError(
    "run/invalid",
    `Run ${manifest.runId} cannot be continued: this version plans other samples from the same inputs.`,
    { hint: "Continue it with the version that began it, or start a new run." },
  );
}

/** What a run was made from. Throws `run/invalid` where this version cannot read it. */
export async function loadPinned(manifest: RunManifest, files: Files): Promise<Setup> {
  const { value: setup, diagnostics } = await readPinned(manifest, files);
  if (setup === null || hasErrors(diagnostics)) throw unreadable(manifest, diagnostics);
  return setup;
}

/** The same with what is found on the way. */
export async function readPinned({ experiment: { path }, against }: RunManifest, files: Files): Promise<Parsed<Setup | null>> {
  if (against === undefined) return loadExperiment(files, path);
  const { value, diagnostics } = await loadAgainst(files, onlyBase(files), path);
  return { value: value === null ? null : { ...value, against }, diagnostics };
}

function unreadable({ runId }: RunManifest, diagnostics: readonly Diagnostic[]): TouchstoneError {
  return new TouchstoneError(
    "run/invalid",
    `The inputs that run ${runId} pinned cannot be read by this version: ${diagnostics[0]?.message ?? "unknown"}`,
    { hint: "Start a new run." },
  );
}

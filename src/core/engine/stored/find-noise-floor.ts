// The newest A/A run of the same baseline: what every difference of a run is drawn against.
import type { Files, Storage } from "../../base/ports.ts";
import type { NoiseFloor } from "../../comparison/noise.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { readManifest } from "../../store/read-manifest.ts";
import { listRunIds } from "../../store/run-store.ts";
import { readOverview } from "./run-overview.ts";
import { isNoiseSource } from "./run-tally.ts";

/** So many of the newest runs are looked at: who has made more since the last Noise Check had better make another. */
const mostRuns = 500;

/** Noise is that of the judge: what people say of single responses would make it look smaller than it is. */
const withoutLabels: Pick<Files, "read"> = { read: () => Promise.resolve(null) };

/** What baseline each A/A run was made of, by the run's id; null for a run that is none. Manifests never change. */
export type KnownChecks = Map<string, string | null>;

/**
 * What the newest whole A/A run with equal template, model, collection, criteria and judge found (contracts §1); null where there is none.
 * Runs that cannot be read are passed over. Whoever asks often keeps `known`: then only the manifests of new runs are read.
 */
export async function findNoiseFloor(
  storage: Storage,
  manifest: RunManifest,
  known: KnownChecks = new Map<string, string | null>(),
): Promise<NoiseFloor | null> {
  const wanted = noiseKey(manifest);
  for (const runId of (await listRunIds(storage)).slice(0, mostRuns)) {
    if (!known.has(runId)) known.set(runId, await keyOfCheck(storage, runId));
    if (known.get(runId) !== wanted) continue;
    const overview = await readOverview({ storage, files: withoutLabels }, runId, () => false).catch(() => null);
    if (overview?.tally.noise != null) return { runId, spreads: overview.tally.noise };
  }
  return null;
}

async function keyOfCheck(storage: Storage, runId: string): Promise<string | null> {
  const stored = await readManifest(storage, runId).catch(() => null);
  return stored === null || !isNoiseSource(stored.manifest) ? null : noiseKey(stored.manifest);
}

/** Equal for runs whose baselines are asked and rated alike. The configuration's hash covers template, model and parameters. */
function noiseKey({ variants: [baseline], collection, criteria }: RunManifest): string {
  const { judge } = criteria;
  return JSON.stringify([
    baseline?.templateHash,
    baseline?.configHash,
    collection.hash,
    criteria.hash,
    judge?.configHash,
    judge?.promptHash,
  ]);
}

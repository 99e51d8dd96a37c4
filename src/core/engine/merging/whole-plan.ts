// The plan of the whole that some shards are parts of, made again from the inputs that they pinned.
import { hashBytes, type Hash } from "../../base/hash.ts";
import { TouchstoneError } from "../../base/errors.ts";
import type { Storage } from "../../base/ports.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { objectPath } from "../../store/layout.ts";
import { pinnedFiles } from "../../store/objects.ts";
import { createManifest, optionsOf, type ManifestFacts } from "../planning/manifest.ts";
import { hashSamples, planRun, type Plan } from "../planning/plan.ts";
import { shardOf } from "../planning/select-rows.ts";
import { loadPinned } from "../planning/stored-plan.ts";
import { beginShard, findDifference, incompatible } from "./refuse-strangers.ts";
import { nameShard, type ShardSource, type Shards } from "./shard-source.ts";

export interface Whole {
  readonly plan: Plan;
  /** What the shards pinned, each checked by its hash. */
  readonly objects: readonly Uint8Array[];
}

/** Throws `run/invalid` for inputs that cannot be read, and `merge/incompatible` for a shard that is none of what its inputs give. */
export async function planWhole(shards: Shards, own: Pick<Storage, "read">): Promise<Whole> {
  const [first] = shards;
  const { manifest } = first;
  const kept = new Map<string, Uint8Array>();
  for (const { sha256 } of manifest.files) kept.set(objectPath(sha256), await readPinned(first, sha256, own));
  const files = pinnedFiles({ read: (path) => Promise.resolve(kept.get(path) ?? null) }, manifest.files);
  const plan = planRun(await loadPinned(manifest, files), { ...optionsOf(manifest), shard: null }, new Map());
  for (const source of shards) {
    const samples = plan.samples.filter(({ row }) => shardOf(row.id, source.shard.count) === source.shard.index);
    if (hashSamples(samples) !== source.manifest.planHash || samples.length !== source.manifest.samples) {
      throw incompatible(
        `${beginShard(source)} planned other samples than its inputs give.`,
        "Run that shard again with this version of Touchstone.",
      );
    }
  }
  return { plan, objects: [...kept.values()] };
}

/** A pinned input from beside the shard, or from this project: the hash says that both are the same. */
async function readPinned(source: ShardSource, hash: Hash, own: Pick<Storage, "read">): Promise<Uint8Array> {
  const path = objectPath(hash);
  for (const place of [source.storage, own]) {
    const bytes = await place.read(path);
    if (bytes !== null && hashBytes(bytes) === hash) return bytes;
  }
  throw new TouchstoneError("run/invalid", `An input that ${nameShard(source)} pinned is missing or damaged: ${path}.`, {
    hint: "Bring the folder `objects` along, which lies beside `runs`.",
  });
}

/** The manifest of the whole: what the pinned inputs give, the servers that the shards called, and the shards. Throws as `planWhole`. */
export function wholeManifest(
  plan: Plan,
  shards: Shards,
  facts: Pick<ManifestFacts, "runId" | "createdAt" | "tool" | "rowHashes">,
): RunManifest {
  const [first] = shards;
  const { files, models, git } = first.manifest;
  const isOneCommit = shards.every(({ manifest }) => JSON.stringify(manifest.git) === JSON.stringify(git));
  const derived = createManifest(plan, { ...facts, files, git: isOneCommit ? git : null, endpoints: new Map() });
  const whole = { ...derived, models, isFresh: shards.every(({ manifest }) => manifest.isFresh === true) };
  const difference = findDifference(whole, first.manifest);
  if (difference !== null) {
    throw incompatible(
      `${beginShard(first)} says another ${difference.what} than its inputs give.`,
      "Run the shards again with this version of Touchstone.",
    );
  }
  const mergedFrom = shards.map(({ manifest: { runId }, shard }) => ({ runId, shard })).sort((a, b) => a.shard.index - b.shard.index);
  return { ...whole, prices: { ...whole.prices, worstUsd: boundOf(shards) }, mergedFrom };
}

/** What was shown before the shards, together; null where one of them had no bound. */
function boundOf(shards: Shards): number | null {
  const bounds = shards.flatMap(({ manifest: { prices } }) => prices.worstUsd ?? []);
  return bounds.length < shards.length ? null : bounds.reduce((sum, usd) => sum + usd, 0);
}

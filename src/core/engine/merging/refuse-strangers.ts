// What belongs together: shards of one plan, each of them once (rule R22).
import { TouchstoneError } from "../../base/errors.ts";
import { shardName, type RunManifest, type Shard } from "../../domain/run-manifest.ts";
import { nameShard, type Shards, type ShardSource } from "./shard-source.ts";

interface Fact {
  /** In the words of a sentence: "has another …". */
  readonly what: string;
  readonly hint: string;
  of(manifest: RunManifest): unknown;
}

const sameFiles = "Run the shards from the same files.";
const sameFlags = "Run the shards with the same flags, --shard apart.";

/** What the shards of one run share, the plainest difference first. Hashes, so that a newer version may say more beside them. */
const facts: readonly Fact[] = [
  { what: "collection", hint: sameFiles, of: ({ collection }) => collection.hash },
  { what: "criterion set", hint: sameFiles, of: ({ criteria }) => criteria.hash },
  { what: "judge", hint: sameFiles, of: ({ criteria: { judge } }) => judge && [judge.configHash, judge.promptHash] },
  { what: "set of variants, templates or models", hint: sameFiles, of: ({ variants }) => variants.map((arm) => [arm.id, arm.configHash]) },
  { what: "model or server", hint: "Run the shards with the same models at the same servers.", of: ({ models }) => models },
  { what: "experiment", hint: sameFiles, of: ({ experiment }) => experiment.hash },
  { what: "seed", hint: sameFlags, of: ({ order }) => order },
  { what: "choice of rows", hint: sameFlags, of: ({ selection: { rows, filter } }) => [rows, filter] },
  { what: "number of epochs", hint: sameFlags, of: ({ epochs }) => epochs },
  { what: "way of rating", hint: sameFlags, of: ({ rating }) => [rating.mode, rating.grouping] },
  { what: "table of prices", hint: "Run the shards with the same version of Touchstone.", of: ({ prices }) => prices.table },
];

/** What `manifest` has otherwise than `other`, or null. */
export function findDifference(manifest: RunManifest, other: RunManifest): Pick<Fact, "what" | "hint"> | null {
  return facts.find(({ of }) => JSON.stringify(of(manifest)) !== JSON.stringify(of(other))) ?? null;
}

/** Throws `merge/incompatible` where a shard is of another run than the first one, of another number of shards, or there twice. */
export function refuseStrangers(shards: Shards): void {
  const [first] = shards;
  const seen = new Map<number, ShardSource>();
  for (const source of shards) {
    const difference = findDifference(source.manifest, first.manifest);
    if (difference !== null)
      throw incompatible(`${beginShard(source)} has another ${difference.what} than ${nameShard(first)}.`, difference.hint);
    if (source.shard.count !== first.shard.count)
      throw incompatible(
        `${beginShard(source)} is one of ${source.shard.count} shards, ${nameShard(first)} one of ${first.shard.count}.`,
        sameFlags,
      );
    const twin = seen.get(source.shard.index);
    if (twin !== undefined)
      throw incompatible(
        `Shard ${shardName(source.shard)} is there twice: run ${twin.manifest.runId} and run ${source.manifest.runId}.`,
        "Name one of them.",
      );
    seen.set(source.shard.index, source);
  }
}

/** The shards that nobody named. */
export function missingShards(shards: Shards): Shard[] {
  const [{ shard }] = shards;
  const indices = new Set(shards.map((source) => source.shard.index));
  return Array.from({ length: shard.count }, (_, at) => ({ index: at + 1, count: shard.count })).filter(({ index }) => !indices.has(index));
}

/** `Shards 2/8 and 5/8 are missing`, the first ones by name. */
export function sayMissing(missing: readonly Shard[]): string {
  const names = missing.slice(0, mostNamed).map(shardName);
  const more = missing.length - names.length;
  const last = more > 0 ? `${more} more` : names.pop();
  const all = names.length === 0 ? `${last}` : `${names.join(", ")} and ${last}`;
  return missing.length === 1 ? `Shard ${all} is missing` : `Shards ${all} are missing`;
}

const mostNamed = 10;

export function incompatible(message: string, hint: string): TouchstoneError {
  return new TouchstoneError("merge/incompatible", message, { hint });
}

/** The beginning of a sentence about a shard. */
export function beginShard(source: ShardSource): string {
  const name = nameShard(source);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

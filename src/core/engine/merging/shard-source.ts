// A run that may be merged, as it lies in some folder: its manifest and its journals, read as data that somebody else wrote (rule S21).
import { TouchstoneError } from "../../base/errors.ts";
import type { Hash } from "../../base/hash.ts";
import type { Storage } from "../../base/ports.ts";
import type { RunEvent } from "../../domain/run-event.ts";
import { shardName, type RunManifest, type Shard } from "../../domain/run-manifest.ts";
import { describeDamage } from "../../store/describe-damage.ts";
import { piecesOf, readJournal, type JournalDamage, type JournalReading, type LineSpan } from "../../store/journal-reader.ts";
import { isJournalName, runFolder } from "../../store/layout.ts";
import { readManifestIn } from "../../store/read-manifest.ts";

/** Where a run lies. */
export interface MergeSource {
  /** What the user calls it. */
  readonly name: string;
  /** Holds `runs` and `objects`. */
  readonly storage: Pick<Storage, "read" | "list" | "openReader">;
  /** The name of its folder in `runs`. */
  readonly folder: string;
}

/** A run that is a shard. */
export interface ShardSource extends MergeSource {
  readonly manifest: RunManifest;
  readonly manifestHash: Hash;
  readonly shard: Shard;
}

export interface ShardReader {
  onEvent(event: ShardEvent, span: LineSpan): void;
  beforeJournal?(name: string): void;
  /** The events of a piece of the journal have been told. */
  afterPiece?(): Promise<void>;
}

/** At least one. */
export type Shards = readonly [ShardSource, ...ShardSource[]];

/** Reads the manifest. Throws `run/invalid` for one that is none or of another major version, `merge/incompatible` for a run in batches and for one that is no shard. */
export async function openShard(source: MergeSource): Promise<ShardSource> {
  const { manifest, hash, newerFormat } = await readManifestIn(source.storage, source.folder);
  if (newerFormat !== null) {
    throw new TouchstoneError("run/invalid", `${source.name}: its format ${newerFormat} is newer than this version writes.`, {
      hint: "Merge with the version that made it.",
    });
  }
  if (manifest.batch !== undefined) {
    throw new TouchstoneError("merge/incompatible", `Run ${manifest.runId} was run in batches: such runs cannot be merged.`, {
      hint: "Run the shards without --batch, or the whole in batches.",
    });
  }
  const { shard } = manifest.selection;
  if (shard === undefined) {
    throw new TouchstoneError("merge/incompatible", `Run ${manifest.runId} is no shard: nothing can be put together with it.`, {
      hint: "Name runs that were made with --shard.",
    });
  }
  return { ...source, manifest, manifestHash: hash, shard };
}

/** What can happen in a shard, which is a run whose calls are made live and which no evaluator sees whole. */
export type ShardEvent = Exclude<RunEvent, { readonly k: "batch" | "failed-request" | "evaluation" }>;

/** How people find a shard again. */
export function nameShard({ shard, manifest }: ShardSource): string {
  return `shard ${shardName(shard)} (run ${manifest.runId})`;
}

/**
 * Tells `reader` each event of a shard, the writers in their order, and answers with sentences about what was cut off. A torn
 * end was never acknowledged, so nothing is lost with it. Throws `run/invalid` for any other damage.
 */
export async function readShardEvents(source: ShardSource, reader: ShardReader): Promise<readonly string[]> {
  const folder = runFolder(source.folder);
  const torn: JournalDamage[] = [];
  for (const name of (await source.storage.list(folder)).filter(isJournalName).sort()) {
    const reading = await readShardJournal(source, `${folder}/${name}`, name, reader);
    if (reading === null) continue;
    const ends = reading.damage.filter(({ line }) => line === 0);
    const damage = reading.damage.filter(({ line }) => line > 0);
    const [first] = describeDamage({ ...reading, damage, damaged: reading.damaged - ends.length });
    if (first !== undefined) throw damaged(source, first);
    torn.push(...ends);
  }
  return describeDamage({ damage: torn, damaged: torn.length, unknown: 0, newerFormat: null }).map(
    (sentence) => `Run ${source.manifest.runId}: ${sentence}`,
  );
}

async function readShardJournal(source: ShardSource, path: string, name: string, reader: ShardReader): Promise<JournalReading | null> {
  const file = await source.storage.openReader(path);
  if (file === null) return null;
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of piecesOf(file)) {
      yield piece;
      await reader.afterPiece?.();
    }
  };
  try {
    reader.beforeJournal?.(name);
    return await readJournal(name, pieces(), (event, span) => {
      refuseOther(source, name, event);
      if (isOfBatch(event)) throw damaged(source, `${name} tells of batches, and the shard has none.`);
      // An evaluation of a shard would be of a part of the samples only.
      if (event.k !== "evaluation") reader.onEvent(event, span);
    });
  } finally {
    await file.close();
  }
}

function refuseOther(source: ShardSource, journal: string, event: RunEvent): void {
  if (event.k === "open" && event.manifest !== source.manifestHash) throw damaged(source, `${journal} belongs to another manifest.`);
}

function isOfBatch(event: RunEvent): event is Extract<RunEvent, { readonly k: "batch" | "failed-request" | "start" }> {
  return event.k === "batch" || event.k === "failed-request" || (event.k === "start" && event.batch !== undefined);
}

function damaged(source: ShardSource, sentence: string): TouchstoneError {
  return new TouchstoneError("run/invalid", `The journal of ${nameShard(source)} cannot be merged: ${sentence}`, {
    hint: "Take the run's folder from where it was made again, or run that shard again.",
  });
}

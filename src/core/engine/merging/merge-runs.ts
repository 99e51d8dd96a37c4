// The shards of one run put together: all is checked first, then a new run is written whose events are theirs.
import { TouchstoneError } from "../../base/errors.ts";
import { hashBytes, type Hash } from "../../base/hash.ts";
import type { Storage } from "../../base/ports.ts";
import { countEnded } from "../../comparison/count-ended.ts";
import type { RunEvent, StateEvent } from "../../domain/run-event.ts";
import { shardName, type RunManifest, type Shard } from "../../domain/run-manifest.ts";
import { applyRunEvent, beginJournal } from "../../domain/fold-run.ts";
import { emptyRecord } from "../../domain/run-record.ts";
import { keepAside, readBlob } from "../../store/blobs.ts";
import { createJournalWriter, type JournalWriter } from "../../store/journal-writer.ts";
import { journalPath, runFolder } from "../../store/layout.ts";
import { keepObject } from "../../store/objects.ts";
import { writeIndex } from "../../store/run-index.ts";
import { encodeManifest, writeManifest } from "../../store/run-store.ts";
import { isoTime } from "../calling/call-events.ts";
import { encodeRowHashes } from "../planning/manifest.ts";
import type { RunHost } from "../running/run-host.ts";
import type { RunOutcome } from "../running/write-run.ts";
import { readShards, type UnfinishedShard } from "./read-shards.ts";
import { beginShard, incompatible, missingShards, refuseStrangers, sayMissing } from "./refuse-strangers.ts";
import { openShard, readShardEvents, type MergeSource, type Shards, type ShardSource } from "./shard-source.ts";
import { planWhole, wholeManifest } from "./whole-plan.ts";

export interface MergeOptions {
  /** Makes an incomplete run where shards are missing or unfinished, in place of refusing them. */
  readonly allowsPartial: boolean;
}

export type MergeHost = Pick<RunHost, "storage" | "clock" | "pid" | "tool" | "newId" | "lock">;

/**
 * Makes one run of shards. Before anything is written it throws `merge/incompatible` for what does not belong together or is not
 * there, and `run/invalid` for what cannot be read.
 */
export async function mergeRuns(
  sources: readonly [MergeSource, ...MergeSource[]],
  { allowsPartial }: MergeOptions,
  host: MergeHost,
): Promise<RunOutcome> {
  const shards = await openShards(sources);
  refuseStrangers(shards);
  const missing = missingShards(shards);
  if (missing.length > 0 && !allowsPartial)
    throw incompatible(`${sayMissing(missing)}.`, "Name all shards, or merge what is there with --allow-partial.");
  const { plan, objects } = await planWhole(shards, host.storage);
  const rowHashes = encodeRowHashes(plan);
  const manifest = wholeManifest(plan, shards, {
    runId: host.newId(),
    createdAt: isoTime(host.clock),
    tool: host.tool,
    rowHashes: hashBytes(rowHashes),
  });
  const { unfinished, warnings } = await readShards(shards, plan, manifest);
  if (!allowsPartial) refuseUnfinished(unfinished);
  for (const bytes of [...objects, rowHashes]) await keepObject(host.storage, bytes);
  const outcome = await writeMerged(manifest, shards, { missing, unfinished }, host);
  return { ...outcome, warnings };
}

async function openShards([first, ...others]: readonly [MergeSource, ...MergeSource[]]): Promise<Shards> {
  const opened: [ShardSource, ...ShardSource[]] = [await openShard(first)];
  for (const source of others) opened.push(await openShard(source));
  return opened;
}

function refuseUnfinished([first]: readonly UnfinishedShard[]): void {
  if (first === undefined) return;
  const { source, missing } = first;
  const { runId, samples } = source.manifest;
  const what = missing === 0 ? "has not been ended" : `is unfinished: ${missing} of ${samples} samples are missing`;
  throw incompatible(
    `${beginShard(source)} ${what}.`,
    `Finish it where it was begun with \`touchstone resume ${runId}\`, or merge what is there with --allow-partial.`,
  );
}

interface Gaps {
  readonly missing: readonly Shard[];
  readonly unfinished: readonly UnfinishedShard[];
}

/** The manifest comes last: until then there is no run that somebody could find, and pay the rest of. */
async function writeMerged(manifest: RunManifest, shards: Shards, gaps: Gaps, host: MergeHost): Promise<Omit<RunOutcome, "warnings">> {
  const { runId } = manifest;
  const release = await host.lock(runId);
  try {
    const record = emptyRecord();
    const writer = `0001-${host.newId()}`;
    const path = journalPath(runId, writer);
    const file = await host.storage.openNew(path);
    const name = path.slice(runFolder(runId).length + 1);
    const number = beginJournal(record, name);
    const journal = createJournalWriter(file, (event, span) => {
      applyRunEvent(record, event, { journal: number, ...span });
      record.journals[number] = { name, bytes: span.start + span.length + 1, isWhole: true };
    });
    try {
      const hash = hashBytes(encodeManifest(manifest));
      await journal.append({ k: "open", schema: "touchstone.journal/1", writer, pid: host.pid, manifest: hash });
      const owners = new Map<Hash, ShardSource>();
      for (const source of shards)
        await copyEvents(source, owners, journal, (event) => withOwnBlob(source, event, { storage: host.storage, runId }));
      await journal.append(lastWord(countEnded(manifest, record), manifest.samples, gaps, isoTime(host.clock)));
    } finally {
      await journal.close();
    }
    await writeIndex(host.storage, runId, await writeManifest(host.storage, manifest), record);
    return { manifest, record };
  } finally {
    await release();
  }
}

/** So many events are written and synced together. */
const eventsAtOnce = 1_000;

/**
 * All that happened, under new sequence numbers; what a shard said of itself as a run does not hold for the whole. A sample that
 * stands in several shards is the first one's: it would be counted twice.
 */
async function copyEvents(
  source: ShardSource,
  owners: Map<Hash, ShardSource>,
  journal: JournalWriter,
  adopt: (event: RunEvent) => Promise<RunEvent>,
): Promise<void> {
  let events: RunEvent[] = [];
  const write = async (): Promise<void> => {
    for (let from = 0; from < events.length; from += eventsAtOnce) {
      const group: RunEvent[] = [];
      for (const event of events.slice(from, from + eventsAtOnce)) group.push(await adopt(event));
      await journal.append(...group);
    }
    events = [];
  };
  await readShardEvents(source, {
    onEvent(event) {
      if (event.k === "open" || event.k === "state") return;
      const owner = owners.get(event.sample) ?? source;
      owners.set(event.sample, owner);
      if (owner === source) events.push(withoutSequence(event));
    },
    afterPiece: write,
  });
  await write();
}

/** A blob of the shard becomes one of the whole. */
async function withOwnBlob(
  { storage, folder }: ShardSource,
  event: RunEvent,
  whole: { readonly storage: Storage; readonly runId: string },
): Promise<RunEvent> {
  if (event.k !== "response" || event.blob === null || event.output !== null) return event;
  const { output, problem } = await readBlob(storage, folder, event.blob);
  if (output === null) throw new TouchstoneError("run/invalid", problem ?? "A response has no text.", { hint: "Merge the shards again." });
  return keepAside(whole.storage, whole.runId, { ...event, output, blob: null });
}

/** What is read from a line still has its old number, which would stand in the place of the new one. */
function withoutSequence({ seq: _, ...event }: RunEvent & { readonly seq?: unknown }): RunEvent {
  return event;
}

function lastWord(counts: Omit<StateEvent["counts"], "planned">, planned: number, { missing, unfinished }: Gaps, t: string): StateEvent {
  const isDone = counts.ended === planned;
  const sentences = [
    ...(missing.length === 0 ? [] : [`${sayMissing(missing)}.`]),
    ...unfinished.map(({ source, missing: samples }) => `Shard ${shardName(source.shard)} is unfinished (${samples} samples).`),
  ];
  return {
    k: "state",
    state: isDone ? "done" : "incomplete",
    reason: isDone ? null : sentences.join(" "),
    counts: { planned, ...counts },
    t,
  };
}

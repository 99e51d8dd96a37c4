// The journals of shards against the plan of the whole: what is missing, and whether two shards say different things of one sample.
import { TouchstoneError } from "../../base/errors.ts";
import { sha256Hex, type Hash } from "../../base/hash.ts";
import { countEnded } from "../../comparison/count-ended.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { applyRunEvent, beginJournal } from "../../domain/fold-run.ts";
import { emptyRecord, type RunRecord } from "../../domain/run-record.ts";
import type { WholeSample } from "../../domain/run-texts.ts";
import { openRunTexts } from "../../store/run-texts.ts";
import type { Plan, PlannedSample } from "../planning/plan.ts";
import { shardOf } from "../planning/select-rows.ts";
import { beginShard, incompatible } from "./refuse-strangers.ts";
import { nameShard, readShardEvents, type ShardEvent, type Shards, type ShardSource } from "./shard-source.ts";

export interface UnfinishedShard {
  readonly source: ShardSource;
  /** Its own samples that have not ended. */
  readonly missing: number;
}

export interface ShardsReading {
  readonly unfinished: readonly UnfinishedShard[];
  readonly warnings: readonly string[];
}

interface Known {
  readonly result: string;
  readonly source: ShardSource;
}

/** Throws `run/invalid` for damaged journals and samples of no plan, `merge/incompatible` for one sample with two results. */
export async function readShards(shards: Shards, plan: Plan, whole: RunManifest): Promise<ShardsReading> {
  const planned = new Map(plan.samples.map((sample) => [sample.hash, sample]));
  const known = new Map<Hash, Known>();
  const unfinished: UnfinishedShard[] = [];
  const warnings: string[] = [];
  for (const source of shards) {
    const record = emptyRecord();
    const sentences = await readShardEvents(source, {
      beforeJournal: (name) => void beginJournal(record, name),
      onEvent(event, span) {
        refuseUnplanned(source, event, planned);
        applyRunEvent(record, event, { journal: record.journals.length - 1, ...span });
      },
    });
    warnings.push(...sentences);
    const texts = openRunTexts(source.storage, source.folder, record);
    for await (const whole of texts.read(record.samples.values(), "all")) noteResult(whole, source, known);
    const missing = source.manifest.samples - countOwn(source, record, whole);
    if (missing > 0 || record.state !== "done") unfinished.push({ source, missing });
  }
  return { unfinished, warnings };
}

function refuseUnplanned(source: ShardSource, event: ShardEvent, planned: ReadonlyMap<Hash, PlannedSample>): void {
  if (event.k === "open" || event.k === "state") return;
  const sample = planned.get(event.sample);
  const isPlanned =
    sample !== undefined &&
    (event.k === "rating" || (event.row === sample.row.id && event.variant === sample.arm.name && event.epoch === sample.epoch));
  if (isPlanned) return;
  throw new TouchstoneError("run/invalid", `The journal of ${nameShard(source)} tells of a sample that nobody planned: ${event.sample}.`, {
    hint: "Take the run's folder from where it was made again, or run that shard again.",
  });
}

function noteResult(whole: WholeSample, source: ShardSource, known: Map<Hash, Known>): void {
  const { record: sample, problem } = whole;
  if (problem !== null) {
    throw new TouchstoneError("run/invalid", `${beginShard(source)} cannot be merged: ${problem}`, {
      hint: "Take the run's folder from where it was made again, or run that shard again.",
    });
  }
  const result = resultOf(whole);
  const earlier = known.get(sample.sample);
  if (earlier === undefined) known.set(sample.sample, { result, source });
  else if (earlier.result !== result) {
    const what = `row ${sample.row}, ${sample.variant}, epoch ${sample.epoch + 1}`;
    throw incompatible(
      `${beginShard(earlier.source)} and ${nameShard(source)} have different results of one sample: ${what}.`,
      "Leave one of the two out, or run both shards again.",
    );
  }
}

/** What a sample came to, apart from when, by which call and at whose cost; short, since all samples of a run are held at once. */
function resultOf({ response, ratings }: WholeSample): string {
  const answer = response && [
    response.status,
    response.output,
    response.error,
    response.provider.finish,
    response.provider.model,
    response.usage,
  ];
  const rated = [...ratings.values()]
    .sort((a, b) => (a.criterion < b.criterion ? -1 : 1))
    .map(({ criterion, criterionHash, value, label, reason, error }) => [criterion, criterionHash, value, label, reason, error]);
  return sha256Hex(JSON.stringify([answer, rated]));
}

/** Samples of the shard's own rows that have ended; it may hold others beside them. */
function countOwn({ shard }: ShardSource, record: RunRecord, whole: RunManifest): number {
  const own = [...record.samples].filter(([, { row }]) => shardOf(row, shard.count) === shard.index);
  return countEnded(whole, { ...record, samples: new Map(own) }).ended;
}

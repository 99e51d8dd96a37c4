// Reads whole events of a run by the places that its record names: nothing of them is kept, and no line is believed that its checksum does not prove.
import type { ReadFile, Storage } from "../base/ports.ts";
import type { RatingEvent, ResponseEvent, RunEvent } from "../domain/run-event.ts";
import type { LinePlace, RunRecord, SampleRecord } from "../domain/run-record.ts";
import type { RunTexts, WholeSample } from "../domain/run-texts.ts";
import { readBlob } from "./blobs.ts";
import { decodeLine } from "./journal-line.ts";
import { longestLine } from "./journal-reader.ts";
import { runFolder } from "./layout.ts";

/** Samples are read together as long as their lines come to no more than this; what of them dies at once is collected at little cost. */
const mostBytesAtOnce = 512 * 1024;
const mostSamplesAtOnce = 256;
/** Lines with no more than this between them are read in one go. */
const widestGap = 32 * 1024;

type ReadingStorage = Pick<Storage, "read" | "openReader">;

/** The texts behind a record, live or stored; each journal is open only while something is read. */
export function openRunTexts(storage: ReadingStorage, runId: string, record: RunRecord): RunTexts {
  return {
    async *read(samples, what) {
      const journals = openJournals(storage, runId, record);
      const read = async function* (batch: readonly SampleRecord[]): AsyncGenerator<WholeSample> {
        const places = batch.flatMap((sample) => placesOf(sample, what));
        const events = await readLines(places, journals);
        // One after the other: a blob may be as large as a model likes.
        for (const sample of batch) yield await wholeSample(sample, what, events, { storage, runId, record });
      };
      try {
        let batch: SampleRecord[] = [];
        let bytes = 0;
        for (const sample of samples) {
          const size = placesOf(sample, what).reduce((sum, { length }) => sum + length, 0);
          if (batch.length > 0 && (bytes + size > mostBytesAtOnce || batch.length >= mostSamplesAtOnce)) {
            yield* read(batch);
            batch = [];
            bytes = 0;
          }
          batch.push(sample);
          bytes += size;
        }
        if (batch.length > 0) yield* read(batch);
      } finally {
        await journals.close();
      }
    },
  };
}

function placesOf({ response, ratingLines }: SampleRecord, what: "all" | "responses"): LinePlace[] {
  const own = response === null ? [] : [response];
  return what === "responses" ? own : [...own, ...ratingLines];
}

interface Journals {
  /** Null for a journal that is not there. */
  open(journal: number): Promise<ReadFile | null>;
  close(): Promise<void>;
}

function openJournals(storage: ReadingStorage, runId: string, { journals }: RunRecord): Journals {
  const opened = new Map<number, Promise<ReadFile | null>>();
  return {
    open(journal) {
      const name = journals[journal]?.name;
      if (name === undefined) return Promise.resolve(null);
      const known = opened.get(journal) ?? storage.openReader(`${runFolder(runId)}/${name}`);
      opened.set(journal, known);
      return known;
    },
    async close() {
      for (const file of await Promise.all(opened.values())) await file?.close();
    },
  };
}

type Events = ReadonlyMap<LinePlace, readonly RunEvent[]>;

/** The events at each place: of those lines that are there and whole. */
async function readLines(places: readonly LinePlace[], journals: Journals): Promise<Events> {
  const events = new Map<LinePlace, readonly RunEvent[]>();
  const decoder = new TextDecoder();
  for (const { journal, start, end, places: together } of mergePlaces(places)) {
    const bytes = await (await journals.open(journal))?.read(start, end - start);
    if (bytes === undefined) continue;
    for (const place of together) {
      const lines = decoder.decode(bytes.subarray(place.start - start, place.start - start + place.length)).split("\n");
      events.set(
        place,
        lines.map(decodeLine).flatMap((line) => (line.kind === "event" ? [line.event] : [])),
      );
    }
  }
  return events;
}

interface Stretch {
  readonly journal: number;
  readonly start: number;
  end: number;
  readonly places: LinePlace[];
}

/** Lines that stand close together become one stretch of their journal. */
function mergePlaces(places: readonly LinePlace[]): Stretch[] {
  const stretches: Stretch[] = [];
  const sorted = places.filter(isReadable).sort((a, b) => a.journal - b.journal || a.start - b.start);
  for (const place of sorted) {
    const last = stretches.at(-1);
    const end = place.start + place.length;
    if (last?.journal === place.journal && place.start <= last.end + widestGap && end - last.start <= 2 * mostBytesAtOnce) {
      last.end = Math.max(last.end, end);
      last.places.push(place);
    } else stretches.push({ journal: place.journal, start: place.start, end, places: [place] });
  }
  return stretches;
}

/** Places may come from an index that lies. */
function isReadable({ start, length }: LinePlace): boolean {
  return Number.isSafeInteger(start) && start >= 0 && length > 0 && length <= longestLine;
}

interface Source {
  readonly storage: ReadingStorage;
  readonly runId: string;
  readonly record: RunRecord;
}

/** What a line says must be about the very sample, and agree with its record: a place may be another's, and a line may have been lost since. */
async function wholeSample(sample: SampleRecord, what: "all" | "responses", events: Events, source: Source): Promise<WholeSample> {
  const problems: string[] = [];
  const report = ({ journal, start }: LinePlace): void => {
    problems.push(`${source.record.journals[journal]?.name ?? "A journal"}: the line at byte ${start} cannot be read.`);
  };
  let response: ResponseEvent | null = null;
  if (sample.response !== null) {
    const [event] = events.get(sample.response) ?? [];
    if (event?.k === "response" && event.sample === sample.sample) response = event;
    else report(sample.response);
  }
  if (response?.blob != null && response.output === null) {
    const { output, problem } = await readBlob(source.storage, source.runId, response.blob);
    if (problem !== null) problems.push(problem);
    response = { ...response, output };
  }
  const ratings = what === "all" ? ratingsOf(sample, events) : new Map<string, RatingEvent>();
  const [lost] = what === "all" && ratings.size < sample.ratings.size ? sample.ratingLines : [];
  if (lost !== undefined) report(lost);
  return { record: sample, response, ratings, problem: problems[0] ?? null };
}

/** The last rating of each criterion, as in the fold; one that its record does not know is none. */
function ratingsOf({ sample, ratings, ratingLines }: SampleRecord, events: Events): Map<string, RatingEvent> {
  const last = new Map<string, RatingEvent>();
  for (const event of ratingLines.flatMap((place) => events.get(place) ?? []))
    if (event.k === "rating" && event.sample === sample) last.set(event.criterion, event);
  const found = new Map<string, RatingEvent>();
  for (const [criterion, { value, label }] of ratings) {
    const event = last.get(criterion);
    if (event?.value === value && event.label === label) found.set(criterion, event);
  }
  return found;
}

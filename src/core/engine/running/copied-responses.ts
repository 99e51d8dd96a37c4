// The responses of a run as another one takes them over that rates them again: nothing is sent or spent for them.
import { TouchstoneError } from "../../base/errors.ts";
import type { Clock, Storage } from "../../base/ports.ts";
import type { ResponseEvent } from "../../domain/run-event.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { isAnswered, type RunRecord, type SampleRecord } from "../../domain/run-record.ts";
import { noTexts, type RunTexts } from "../../domain/run-texts.ts";
import { readRun } from "../../store/run-store.ts";
import { openRunTexts } from "../../store/run-texts.ts";
import { isoTime } from "../calling/call-events.ts";
import type { Plan } from "../planning/plan.ts";

/** Responses of another run, by their places there. */
export interface ResponseCopies {
  readonly samples: readonly SampleRecord[];
  readonly texts: RunTexts;
  /** When they are taken over. */
  readonly t: string;
}

export const noCopies: ResponseCopies = { samples: [], texts: noTexts, t: "" };

interface CopiedRun {
  readonly storage: Storage;
  readonly runId: string;
  readonly record: RunRecord;
}

/** The responses to samples of `plan` that a run has, those left out that `own` has too. Where it has none either, there is no copy. */
export function copyResponses(
  plan: Plan,
  { storage, runId, record }: CopiedRun,
  own: Pick<RunRecord, "samples">,
  clock: Clock,
): ResponseCopies {
  const samples = plan.samples.flatMap(({ hash }) => {
    const sample = record.samples.get(hash);
    return sample?.response == null || own.samples.get(hash)?.response != null ? [] : [sample];
  });
  return { samples, texts: openRunTexts(storage, runId, record), t: isoTime(clock) };
}

/** The events that stand in the journal of the run that takes them over. Throws `run/invalid` for one that cannot be read. */
export async function* copiedEvents({ samples, texts, t }: ResponseCopies): AsyncGenerator<ResponseEvent> {
  for await (const { record, response, problem } of texts.read(samples, "responses")) {
    if (response === null || problem !== null) {
      throw new TouchstoneError(
        "run/invalid",
        `The response to row ${record.row} cannot be rated again: ${problem ?? "it is not there."}`,
        {
          hint: "Restore the run that it belongs to from a copy.",
        },
      );
    }
    yield copyOf(response, t);
  }
}

/** Like an answer from the cache: its price counts for the sample, its time for no latency, and its attempts were another run's. */
function copyOf(response: ResponseEvent, t: string): ResponseEvent {
  const { sample, row, variant, epoch, request, status, output, provider, usage, time, error } = response;
  const cost = { ...response.cost, cached: isAnswered(response) };
  const facts = { provider, usage, cost, time, retries: [], possiblyBilledAttempts: 0 };
  return { k: "response", sample, row, variant, epoch, attempt: 0, request, status, output, blob: null, ...facts, error, t };
}

interface Copying {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly storage: Storage;
  readonly clock: Clock;
}

/** What a rerated run that was cut short has not taken over yet; nothing for any other. Throws `run/invalid` when the other run cannot be read. */
export async function missingCopies(plan: Plan, { manifest, record, storage, clock }: Copying): Promise<ResponseCopies> {
  const { parent, runId } = manifest;
  if (!plan.options.isRerate || parent === null) return noCopies;
  if (plan.samples.every(({ hash }) => record.samples.get(hash)?.response != null)) return noCopies;
  try {
    const { record: other } = await readRun(storage, parent.runId);
    return copyResponses(plan, { storage, runId: parent.runId, record: other }, record, clock);
  } catch (error) {
    throw new TouchstoneError(
      "run/invalid",
      `Run ${runId} rates the responses of run ${parent.runId}, which cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { hint: "Bring that run's folder back, or rate another run again.", cause: error },
    );
  }
}

/** What of a run is there when the copies stand in its journal: its samples, and their texts. */
export interface KnownSamples {
  readonly record: Pick<RunRecord, "samples">;
  readonly texts: RunTexts;
}

export function withCopies({ record, texts }: KnownSamples, copies: ResponseCopies): KnownSamples {
  if (copies.samples.length === 0) return { record, texts };
  const copied = copies.samples.map((sample): [SampleRecord["sample"], SampleRecord] => [
    sample.sample,
    { ...sample, ratings: new Map(), ratingLines: [], judgeCalls: [] },
  ]);
  const isCopied = new Set(copied.map(([hash]) => hash));
  return {
    record: { samples: new Map([...record.samples, ...copied]) },
    texts: {
      async *read(samples, what) {
        for (const sample of samples) yield* (isCopied.has(sample.sample) ? copies.texts : texts).read([sample], what);
      },
    },
  };
}

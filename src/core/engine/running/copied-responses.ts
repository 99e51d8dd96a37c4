// The responses of a run as another one takes them over that rates them again: nothing is sent or spent for them.
import { TouchstoneError } from "../../base/errors.ts";
import type { Clock, Storage } from "../../base/ports.ts";
import type { ResponseEvent } from "../../domain/run-event.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { isAnswered, type RunRecord, type SampleRecord } from "../../domain/run-record.ts";
import { readRun } from "../../store/run-store.ts";
import { isoTime } from "../calling/call-events.ts";
import type { Plan } from "../planning/plan.ts";

export type ResponseCopy = ResponseEvent;

/** The responses to samples of `plan` that `record` has, those left out that `own` has too. Where it has none either, there is no copy. */
export function copyResponses(
  plan: Plan,
  record: Pick<RunRecord, "samples">,
  own: Pick<RunRecord, "samples">,
  clock: Clock,
): ResponseCopy[] {
  const t = isoTime(clock);
  return plan.samples.flatMap(({ hash }) => {
    const response = record.samples.get(hash)?.response ?? null;
    return response === null || own.samples.get(hash)?.response != null ? [] : [copyOf(response, t)];
  });
}

/** Like an answer from the cache: its price counts for the sample, its time for no latency, and its attempts were another run's. */
function copyOf(response: ResponseEvent, t: string): ResponseCopy {
  const { sample, row, variant, epoch, request, status, output, blob, provider, usage, time, error } = response;
  const cost = { ...response.cost, cached: isAnswered(response) };
  const facts = { provider, usage, cost, time, retries: [], possiblyBilledAttempts: 0 };
  return { k: "response", sample, row, variant, epoch, attempt: 0, request, status, output, blob, ...facts, error, t };
}

interface Copying {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly storage: Storage;
  readonly clock: Clock;
}

/** What a rerated run that was cut short has not taken over yet; nothing for any other. Throws `run/invalid` when the other run cannot be read. */
export async function missingCopies(plan: Plan, { manifest, record, storage, clock }: Copying): Promise<ResponseCopy[]> {
  const { parent, runId } = manifest;
  if (!plan.options.isRerate || parent === null) return [];
  if (plan.samples.every(({ hash }) => record.samples.get(hash)?.response != null)) return [];
  try {
    return copyResponses(plan, (await readRun(storage, parent.runId)).record, record, clock);
  } catch (error) {
    throw new TouchstoneError(
      "run/invalid",
      `Run ${runId} rates the responses of run ${parent.runId}, which cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { hint: "Bring that run's folder back, or rate another run again.", cause: error },
    );
  }
}

/** The samples of a record as they will be when the copies stand in its journal. */
export function withCopies({ samples }: Pick<RunRecord, "samples">, copies: readonly ResponseCopy[]): Pick<RunRecord, "samples"> {
  if (copies.length === 0) return { samples };
  const copied = copies.map((response): [SampleRecord["sample"], SampleRecord] => {
    const { sample, row, variant, epoch } = response;
    return [sample, { sample, row, variant, epoch, response, ratings: new Map() }];
  });
  return { samples: new Map([...samples, ...copied]) };
}

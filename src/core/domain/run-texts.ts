// The port through which the texts of a run are read: whole events of samples, from wherever their lines lie.
import type { RatingEvent, ResponseEvent } from "./run-event.ts";
import type { SampleRecord } from "./run-record.ts";

/** A sample with all that was written of it. */
export interface WholeSample {
  readonly record: SampleRecord;
  /** Null without a response, and where it cannot be read. Its output is there wherever it is kept. */
  readonly response: ResponseEvent | null;
  /** By criterion; those that cannot be read are missing. */
  readonly ratings: ReadonlyMap<string, RatingEvent>;
  /** What could not be read, as a sentence; null when all could. */
  readonly problem: string | null;
}

export interface RunTexts {
  /** These samples in their order, a bounded number at a time; `responses` leaves the ratings unread. Rejects only when nothing can be read at all. */
  read(samples: Iterable<SampleRecord>, what: "all" | "responses"): AsyncIterable<WholeSample>;
}

/** Of a run that has none. */
export const noTexts: RunTexts = {
  async *read() {
    // Nothing is there.
  },
};

/** The text of a response; null where there is none to read. */
export function textOf({ response }: WholeSample): string | null {
  return response?.output?.text ?? null;
}

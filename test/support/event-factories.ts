// Events of runs for tests, and the records and texts that they fold to: every factory takes what a test cares about and fills in the rest.
import type { EvaluationEvent, RatingEvent, ResponseEvent, RunEvent, StartEvent } from "../../src/core/domain/run-event.ts";
import { applyRunEvent, beginJournal } from "../../src/core/domain/fold-run.ts";
import { emptyRecord, type LinePlace, type RunRecord } from "../../src/core/domain/run-record.ts";
import type { RunTexts } from "../../src/core/domain/run-texts.ts";
import { baselineName } from "../../src/core/documents/setup.ts";
import { hashOf } from "./factories.ts";

/** Which sample an event is about. */
export interface SampleName {
  readonly row: string;
  readonly variant?: string;
  readonly epoch?: number;
}

function identityOf({ row, variant = baselineName, epoch = 0 }: SampleName): Pick<ResponseEvent, "sample" | "row" | "variant" | "epoch"> {
  return { sample: hashOf(`${variant}/${row}/${epoch}`), row, variant, epoch };
}

const time = "2026-01-01T00:00:00.000Z";

export function startOf(name: SampleName, changes: Partial<StartEvent> = {}): StartEvent {
  return { k: "start", ...identityOf(name), model: "simulated/test-1", attempt: 1, request: hashOf("request"), t: time, ...changes };
}

/** An answer of 10 tokens in and 5 out, for nothing. */
export function responseOf(name: SampleName, changes: Partial<ResponseEvent> = {}): ResponseEvent {
  return {
    k: "response",
    ...identityOf(name),
    attempt: 1,
    request: hashOf("request"),
    status: "ok",
    output: { text: `answer to ${name.row}` },
    blob: null,
    provider: {
      id: "answer-1",
      requestId: "request-1",
      model: "test-1",
      systemFingerprint: null,
      serviceTier: null,
      finish: "stop",
      finishRaw: "stop",
      status: 200,
    },
    usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false },
    cost: { usd: 0, source: "free", cached: false },
    time: { queuedMs: 0, firstByteMs: 20, totalMs: 100, retryWaitMs: 0 },
    retries: [],
    possiblyBilledAttempts: 0,
    error: null,
    t: time,
    ...changes,
  };
}

export function failedResponseOf(name: SampleName, message = "the server failed"): ResponseEvent {
  return responseOf(name, {
    status: "error",
    output: null,
    usage: null,
    cost: { usd: null, source: "unknown", cached: false },
    error: { code: "provider/server", message },
  });
}

/** A pass of the criterion `c1`. */
export function ratingOf(name: SampleName, changes: Partial<RatingEvent> = {}): RatingEvent {
  return {
    k: "rating",
    sample: identityOf(name).sample,
    criterion: "c1",
    criterionHash: hashOf("c1"),
    value: 1,
    label: "pass",
    reason: null,
    raw: null,
    judge: null,
    error: null,
    by: null,
    t: time,
    ...changes,
  };
}

/** What the evaluator `length` said of an arm. */
export function evaluationOf(variant: string, changes: Partial<EvaluationEvent> = {}): EvaluationEvent {
  return {
    k: "evaluation",
    evaluator: "length",
    evaluatorHash: hashOf("length"),
    variant,
    value: 1,
    reason: null,
    error: null,
    t: time,
    ...changes,
  };
}

/**
 * The events of an arm of rows `r01`, `r02` and so on, by one letter for each row: P pass, F fail, E the call failed,
 * J the rating failed, U not rated yet; a space leaves the row out.
 */
export function armEvents(variant: string, letters: string, { epoch = 0, criterion = "c1" } = {}): RunEvent[] {
  return [...letters].flatMap((letter, index): RunEvent[] => {
    const name = { row: `r${String(index + 1).padStart(2, "0")}`, variant, epoch };
    const failure = { value: null, label: null, error: { code: "judge/invalid-answer", message: "prose" } };
    switch (letter) {
      case "P":
        return [responseOf(name), ratingOf(name, { criterion })];
      case "F":
        return [responseOf(name), ratingOf(name, { criterion, value: 0, label: "fail" })];
      case "J":
        return [responseOf(name), ratingOf(name, { criterion, ...failure })];
      case "E":
        return [failedResponseOf(name)];
      case "U":
        return [responseOf(name)];
      default:
        return [];
    }
  });
}

export const bytesPerLine = 10;

/** As if every line were a few bytes long, with others between them. */
export function recordOf(...events: readonly RunEvent[]): RunRecord {
  const record = emptyRecord();
  const journal = beginJournal(record, "journal-test.jsonl");
  for (const [index, event] of events.entries()) applyRunEvent(record, event, { journal, start: index * bytesPerLine, length: 5 });
  return record;
}

/** A record without the places of its lines, to compare what different journals tell. */
export function withoutPlaces({ samples, journals: _, sharedRatings: _ratings, ...record }: RunRecord): {
  readonly samples: readonly object[];
} {
  const bare = <Facts extends LinePlace>({ journal: _journal, start: _start, length: _length, ...facts }: Facts): object => facts;
  return {
    ...record,
    samples: [...samples.values()].map(({ response, ratingLines: _lines, ...sample }) => ({
      ...sample,
      response: response === null ? null : bare(response),
    })),
  };
}

/** The texts of `recordOf(...events)`. */
export function textsOf(...events: readonly RunEvent[]): RunTexts {
  return {
    async *read(samples) {
      for (const record of samples) {
        const response = record.response === null ? undefined : events[record.response.start / bytesPerLine];
        const ratings = record.ratingLines
          .flatMap(({ start }) => events[start / bytesPerLine] ?? [])
          .filter((event) => event.k === "rating");
        yield {
          record,
          response: response?.k === "response" ? response : null,
          ratings: new Map(ratings.map((rating) => [rating.criterion, rating])),
          problem: null,
        };
      }
    },
  };
}

// What a record keeps of an event, field by field and each text once: lines may hold fields of later versions, and 100,000 samples say much the same.
import { sha256Hex, type Hash } from "../base/hash.ts";
import { latencyMs, type Usage } from "./completion.ts";
import type { Cost, Failure, RatingEvent, ResponseEvent, ResponseOutput } from "./run-event.ts";
import type { JudgeCall, LinePlace, ResponseFacts, RunRecord } from "./run-record.ts";
import { shareFacts, type RatingFacts } from "./shared-ratings.ts";

/** Of a response whose line lies there. */
export function responseFacts(record: RunRecord, event: ResponseEvent, { journal, start, length }: LinePlace): ResponseFacts {
  const { status, provider, usage, cost, time, error } = event;
  return {
    status: share(record, status),
    finish: provider.finish === null ? null : share(record, provider.finish),
    model: provider.model === null ? null : share(record, provider.model),
    usage: usage === null ? null : usageFacts(usage),
    cost: costFacts(record, cost),
    latencyMs: latencyMs(time),
    error: failureFacts(record, error),
    fingerprint: fingerprintOf(event),
    journal,
    start,
    length,
  };
}

/** One object for all ratings that are alike. */
export function ratingFacts(record: RunRecord, { value, label, error }: Pick<RatingEvent, "value" | "label" | "error">): RatingFacts {
  const rating = { value, label: label === null ? null : share(record, label), error: failureFacts(record, error) };
  return shareFacts(record.sharedRatings, rating);
}

/** Null for a rating without a call, and for all but the first rating of one: only that carries what the call took. */
export function judgeCallOf(record: RunRecord, judge: RatingEvent["judge"]): JudgeCall | null {
  const { provider, usage, cost } = judge ?? {};
  if (provider === undefined && usage === undefined && cost === undefined) return null;
  return {
    isAnswered: provider?.finish != null,
    usage: usage == null ? null : usageFacts(usage),
    cost: cost === undefined ? null : costFacts(record, cost),
  };
}

/** Lines may hold fields of later versions: what is kept 100,000 times is kept field by field. */
function usageFacts({ input, output, cacheRead, cacheWrite, reasoning, estimated }: Usage): Usage {
  return { input, output, cacheRead, cacheWrite, reasoning, estimated };
}

function costFacts(record: RunRecord, { usd, source, cached }: Cost): Cost {
  return { usd, source: share(record, source), cached };
}

const longestMessage = 1000;

function failureFacts(record: RunRecord, error: Failure | null): Failure | null {
  if (error === null) return null;
  return { code: share(record, error.code), message: share(record, cutText(error.message)) };
}

/** A text of its own: a slice would hold on to the whole. */
function cutText(text: string): string {
  return text.length <= longestMessage ? text : `${[...text.slice(0, longestMessage)].slice(0, -1).join("")}…`;
}

/** The bytes of an output as they are hashed, kept aside and read back. */
export function outputText(output: ResponseOutput): string {
  return JSON.stringify(output);
}

/** 48 bits of the output's SHA-256: the same number whether the output stands in its line or beside it. */
function fingerprintOf({ output, blob }: ResponseEvent): number | null {
  if (output !== null) return fingerprintOfHash(outputHash(output));
  return blob === null ? null : fingerprintOfHash(blob);
}

/** The hash of an output, by which it is kept aside where it is large, and by which labels know it. */
export function outputHash(output: ResponseOutput): Hash {
  return `sha256:${sha256Hex(outputText(output))}`;
}

/** 48 bits of a hash. */
export function fingerprintOfHash(hash: string): number {
  return Number.parseInt(hash.slice("sha256:".length, "sha256:".length + 12), 16);
}

/** The text as the record holds it already. */
export function share<Text extends string>(record: RunRecord, text: Text): Text {
  const known = record.shared.get(text);
  // The same text is of the same type.
  if (known !== undefined) return known as Text;
  record.shared.set(text, text);
  return text;
}

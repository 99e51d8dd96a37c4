// Every call behind one sample as a table of words: generations and judge calls, each attempt on a line of its own.
import { latencyMs } from "../../domain/completion.ts";
import type { SamplePlane } from "../../../protocol/sample-plane.ts";
import type { CallFacts, RatingEvent, ResponseEvent } from "../../domain/run-event.ts";
import { isAnswered } from "../../domain/run-record.ts";
import type { WholeSample } from "../../domain/run-texts.ts";
import { formatClock, formatCount, formatSeconds, formatUsd } from "../figures.ts";
import { preview } from "./text-limits.ts";

type Attempt = SamplePlane["attempts"][number];

const longestResult = 200;
const none = "–";

/** The attempts of these samples, the earliest call first. */
export function sampleCalls(samples: readonly WholeSample[], criteria: readonly string[]): Attempt[] {
  const calls = samples.flatMap((sample) => [...generationOf(sample), ...judgeCallsOf(sample, criteria)]);
  return calls.sort((a, b) => a.startedAt - b.startedAt).flatMap(attemptsOf);
}

/** A call that has ended; the facts are missing where another rating of it took them along. */
interface Call {
  readonly name: string;
  readonly facts: Partial<CallFacts>;
  /** Why it came to nothing; null when it was answered. */
  readonly failure: string | null;
  readonly startedAt: number;
}

function generationOf({ response, record: { variant } }: WholeSample): Call[] {
  if (response === null) return [];
  const failure = isAnswered(response) ? null : failureOf(response);
  return [{ name: variant, facts: response, failure, startedAt: startOf(response.t, response) }];
}

/** Criteria that one call rated share it. */
function judgeCallsOf({ ratings, record: { variant } }: WholeSample, criteria: readonly string[]): Call[] {
  const groups = new Map<string, RatingEvent[]>();
  for (const id of criteria) {
    const rating = ratings.get(id);
    if (rating?.judge == null) continue;
    const { request, attempt } = rating.judge;
    const key = `${request} ${attempt}`;
    groups.set(key, [...(groups.get(key) ?? []), rating]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const facts: Partial<CallFacts> = group.find(({ judge }) => judge?.time !== undefined)?.judge ?? {};
    const isFailed = group.every(({ error }) => error !== null) && facts.provider?.finish == null;
    return {
      name: `Judge, ${variant} · ${group.length} ${group.length === 1 ? "criterion" : "criteria"}`,
      facts,
      failure: isFailed ? (first?.error?.message ?? "No answer") : null,
      startedAt: startOf(first?.t ?? "", facts),
    };
  });
}

function failureOf({ error, provider }: ResponseEvent): string {
  return error?.message ?? (provider.status === null ? "No answer" : String(provider.status));
}

/** When the last attempt was sent; an answer from the cache was not. */
function startOf(ended: string, { time, cost }: Partial<CallFacts>): number {
  return Date.parse(ended) - (cost?.cached === true ? 0 : (time?.totalMs ?? 0));
}

function attemptsOf({ name, facts, failure, startedAt }: Call): Attempt[] {
  const retries = facts.retries ?? [];
  // The last attempt of a call that failed stands among the retries too.
  const earlier = failure === null ? retries : retries.slice(0, -1);
  const all = earlier.length + 1;
  const label = (attempt: number): string => (all === 1 ? name : `${name} · ${attempt} of ${all}`);
  return [
    ...earlier.map(({ status, code, waitedMs }, index): Attempt => ({
      ...blank,
      call: label(index + 1),
      result: `${status ?? code}${waitedMs > 0 ? `, waited ${(waitedMs / 1000).toFixed(1)} s` : ""}`,
      isError: true,
    })),
    { ...lastAttempt(facts, failure, startedAt), call: label(all) },
  ];
}

const blank = { started: none, firstToken: none, total: none, input: none, output: none, cost: none };

function lastAttempt(
  { provider, time, usage, cost }: Partial<CallFacts>,
  failure: string | null,
  startedAt: number,
): Omit<Attempt, "call"> {
  const isCached = cost?.cached === true;
  const isBatch = time?.isBatch === true;
  // Nobody made this call here, and nobody waited for it.
  if (time?.isImported === true)
    return { ...blank, result: failure === null ? "imported" : preview(failure, longestResult), isError: failure !== null };
  const started = isCached || isBatch || time === undefined ? none : formatClock(startedAt);
  const total = formatSeconds(time === undefined ? null : latencyMs(time));
  if (failure !== null) return { ...blank, result: preview(failure, longestResult), isError: true, started, total };
  const about = usage?.estimated === true ? "about " : "";
  return {
    result: `${provider?.finish ?? "answered"}${isCached ? ", cached" : isBatch ? ", in a batch" : ""}`,
    isError: false,
    started,
    firstToken: formatSeconds(time === undefined || isBatch ? null : time.firstByteMs),
    total,
    input: usage == null ? none : about + formatCount(usage.input),
    output: usage == null ? none : about + formatCount(usage.output),
    cost: cost === undefined ? none : `${formatUsd(cost.usd)}${isCached ? ", cached" : ""}`,
  };
}

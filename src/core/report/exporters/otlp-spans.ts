// The spans of one sample: the sample itself, its generation with the ratings as events, and each call of the judge.
import type { CallFacts, RatingEvent, ResponseEvent } from "../../domain/run-event.ts";
import { isAnswered } from "../../domain/run-record.ts";
import { plainMessages } from "../../template/rendered.ts";
import type { ManifestModel } from "../../domain/run-manifest.ts";
import type { ExportInput } from "./exporter.ts";
import { otlpAttributes, otlpTime, spanId, traceId, type AttributeValue } from "./otlp-values.ts";
import type { ExportedSample } from "./samples.ts";

const kinds = { internal: 1, client: 3 } as const;
const failed = { code: 2 } as const;

interface Times {
  readonly start: number;
  readonly end: number;
}

/** The sample's own span first; ids depend on the run and the sample alone, so that the same run gives the same trace. */
export function* sampleSpans(input: ExportInput, sample: ExportedSample): Generator<object> {
  const { manifest } = input;
  const { record, row, scored, whole } = sample;
  const place = { traceId: traceId(manifest.runId, record.sample) };
  const root = spanId(manifest.runId, record.sample);
  const { response } = whole;
  const ratings = [...whole.ratings.values()].sort((a, b) => (a.criterion < b.criterion ? -1 : 1));
  const calls = ratings.flatMap(({ judge, t }) => (isCall(judge) ? [{ judge, t }] : []));
  const times = [...(response === null ? [] : [timesOf(response, response.t)]), ...calls.map(({ judge, t }) => timesOf(judge, t))];
  yield {
    ...place,
    spanId: root,
    name: "touchstone.sample",
    kind: kinds.internal,
    startTimeUnixNano: otlpTime(times.length === 0 ? record.lastAt : Math.min(...times.map(({ start }) => start))),
    endTimeUnixNano: otlpTime(Math.max(record.lastAt, ...times.map(({ end }) => end))),
    attributes: otlpAttributes({
      "touchstone.row": row.id,
      "touchstone.variant": record.variant,
      "touchstone.epoch": record.epoch,
      "touchstone.outcome": scored?.outcome ?? "unrated",
      "touchstone.score": scored?.score == null ? null : { double: scored.score },
    }),
    ...(scored?.outcome === "error" ? { status: failed } : {}),
  };
  if (response !== null) yield { ...place, parentSpanId: root, ...generationSpan(input, sample, response, ratings) };
  for (const { judge, t } of calls) yield { ...place, parentSpanId: root, ...judgeSpan(input, judge, t) };
}

function generationSpan(
  input: ExportInput,
  { record, row }: ExportedSample,
  response: ResponseEvent,
  ratings: readonly RatingEvent[],
): object {
  const { manifest, hasContent } = input;
  const id = manifest.variants.find((variant) => variant.id === record.variant)?.model;
  const model = manifest.models.find((known) => known.id === id) ?? null;
  const { start, end } = timesOf(response, response.t);
  const content = hasContent ? contentOf(input.messages(record.variant, row), response) : {};
  return {
    spanId: spanId(manifest.runId, record.sample, "response"),
    name: `chat ${model?.requested ?? "unknown"}`,
    kind: kinds.client,
    startTimeUnixNano: otlpTime(start),
    endTimeUnixNano: otlpTime(end),
    attributes: otlpAttributes({
      ...callAttributes(model, response),
      "error.type": response.error?.code ?? null,
      "touchstone.cached": response.cost.cached,
      "touchstone.attempts": response.attempt,
      ...content,
    }),
    events: ratings.map((rating) => ratingEvent(rating, response, hasContent)),
    ...(isAnswered(response) ? {} : { status: failed }),
  };
}

function judgeSpan({ manifest }: ExportInput, judge: JudgeFacts, t: string): object {
  const model = manifest.models.find((known) => known.id === judge.model) ?? null;
  const { start, end } = timesOf(judge, t);
  return {
    spanId: spanId(manifest.runId, judge.request, String(judge.attempt), t),
    name: `chat ${model?.requested ?? judge.model}`,
    kind: kinds.client,
    startTimeUnixNano: otlpTime(start),
    endTimeUnixNano: otlpTime(end),
    attributes: otlpAttributes({
      ...callAttributes(model, judge),
      "touchstone.judge": true,
      "touchstone.cached": judge.cost?.cached ?? null,
    }),
  };
}

type JudgeFacts = NonNullable<RatingEvent["judge"]>;

/** Of the criteria that one call rated only the first holds its facts; the others would count it again. */
function isCall(judge: RatingEvent["judge"]): judge is JudgeFacts {
  return judge?.time !== undefined;
}

/** From the time that an answer was written and how long it took; retries and waiting in the queue came before. */
function timesOf({ time }: Partial<Pick<CallFacts, "time">>, t: string): Times {
  const end = Date.parse(t);
  return { start: end - Math.max(0, time?.totalMs ?? 0), end };
}

function callAttributes(model: ManifestModel | null, { provider, usage, cost }: Partial<CallFacts>): Record<string, AttributeValue> {
  const params = model?.params ?? {};
  const double = (value: number | undefined): AttributeValue => (value === undefined ? null : { double: value });
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": model?.provider ?? "unknown",
    "gen_ai.request.model": model?.requested ?? null,
    "gen_ai.request.temperature": double(params.temperature),
    "gen_ai.request.top_p": double(params.top_p),
    "gen_ai.request.max_tokens": params.max_tokens ?? null,
    "gen_ai.request.seed": params.seed ?? null,
    ...serverOf(model?.origin ?? null),
    "gen_ai.response.model": provider?.model ?? null,
    "gen_ai.response.id": provider?.id ?? null,
    "gen_ai.response.finish_reasons": provider?.finish == null ? null : [provider.finish],
    "gen_ai.usage.input_tokens": usage?.input ?? null,
    "gen_ai.usage.output_tokens": usage?.output ?? null,
    "touchstone.cost.usd": cost?.usd == null ? null : { double: cost.usd },
  };
}

function serverOf(origin: string | null): Record<string, AttributeValue> {
  if (origin === null || !URL.canParse(origin)) return {};
  const { hostname, port, protocol } = new URL(origin);
  return { "server.address": hostname, "server.port": port === "" ? (protocol === "http:" ? 80 : 443) : Number(port) };
}

/** The conventions' event for what an evaluation came to; reasons quote answers, so they are content. */
function ratingEvent({ criterion, value, label, reason, error, t }: RatingEvent, response: ResponseEvent, hasContent: boolean): object {
  return {
    timeUnixNano: otlpTime(Date.parse(t)),
    name: "gen_ai.evaluation.result",
    attributes: otlpAttributes({
      "gen_ai.evaluation.name": criterion,
      "gen_ai.evaluation.score.value": value === null ? null : { double: value },
      "gen_ai.evaluation.score.label": label,
      "gen_ai.evaluation.explanation": hasContent ? reason : null,
      "gen_ai.response.id": response.provider.id,
      "error.type": error?.code ?? null,
    }),
  };
}

/** The messages of both sides, as the JSON that the conventions ask for. */
function contentOf(messages: ReturnType<ExportInput["messages"]>, { output, provider }: ResponseEvent): Record<string, AttributeValue> {
  const input =
    messages === null
      ? null
      : plainMessages(messages).map(({ role, content }) => ({ role: role === "model" ? "assistant" : role, parts: content.map(partOf) }));
  const calls = (output?.toolCalls ?? []).map(({ id, name, arguments: written }) => ({ type: "tool_call", id, name, arguments: written }));
  const parts = output === null ? [] : [{ type: "text", content: output.text }, ...calls];
  return {
    "gen_ai.input.messages": input === null ? null : JSON.stringify(input),
    "gen_ai.output.messages":
      output === null ? null : JSON.stringify([{ role: "assistant", parts, finish_reason: provider.finish ?? "stop" }]),
  };
}

type Part = ReturnType<typeof plainMessages>[number]["content"][number];

function partOf(part: Part): object {
  if ("text" in part) return { type: "text", content: part.text };
  if ("media" in part) return { type: "uri", uri: part.media.url };
  return { type: "text", content: "" };
}

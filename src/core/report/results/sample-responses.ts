// What came back from one arm: the text, how it fared, and what it took, within a response's share of a message.
import { mostResponseBytes, type ResponsePlane } from "../../../protocol/sample-plane.ts";
import { scoreSample, type CriteriaFacts } from "../../comparison/arm-samples.ts";
import type { ResponseEvent } from "../../domain/run-event.ts";
import { isAnswered } from "../../domain/run-record.ts";
import { textOf, type WholeSample } from "../../domain/run-texts.ts";
import { formatCount } from "../figures.ts";
import { outcomeText, sampleError } from "./outcome-words.ts";
import { clipBytes, jsonBytes, preview, shareBytes, takeWithin } from "./text-limits.ts";

const toolCallBytes = 6_000;
const longestName = 300;
const longestErrorBytes = 2_000;

/** The response of an arm to one row; `sample` is null while there is none. */
export function responsePlane(variant: string, sample: WholeSample | null, criteria: CriteriaFacts): ResponsePlane {
  const response = sample?.response ?? null;
  const answered = isAnswered(response) ? response : null;
  const text = sample === null || answered === null ? null : textOf(sample);
  const clipped = text === null ? null : clipBytes(text, mostResponseBytes);
  const error =
    sample === null ? null : (sample.problem ?? sampleError({ ...sample, ratings: sample.record.labels?.counted ?? sample.ratings }));
  return {
    variant: preview(variant, longestName),
    text: clipped?.text ?? null,
    isTruncated: clipped?.isTruncated ?? false,
    error: error === null ? null : clipBytes(error, longestErrorBytes).text,
    outcome: sample?.record.response == null ? "pending" : (scoreSample(sample.record, criteria)?.outcome ?? "pending"),
    outcomeText: outcomeText(sample?.record ?? null, criteria.items),
    facts: answered === null ? "" : factsOf(answered),
    toolCalls: answered === null ? [] : toolCalls(answered),
  };
}

/** `52 tokens, stop`, `from the cache` where no call was made. */
function factsOf({ usage, provider, cost }: ResponseEvent): string {
  const tokens =
    usage === null ? [] : [`${usage.estimated ? "about " : ""}${formatCount(usage.output)} ${usage.output === 1 ? "token" : "tokens"}`];
  return [...tokens, ...(provider.finish === null ? [] : [provider.finish]), ...(cost.cached ? ["from the cache"] : [])].join(", ");
}

/** As JSON texts; the arguments stay what the model wrote. */
function toolCalls({ output }: ResponseEvent): string[] {
  const calls = (output?.toolCalls ?? []).map((call) => JSON.stringify({ name: call.name, arguments: call.arguments }));
  const share = shareBytes(
    calls.map((call) => jsonBytes(call) + 1),
    toolCallBytes - 2,
  );
  return takeWithin(
    calls.map((call) => clipBytes(call, share - 3).text),
    toolCallBytes,
  );
}

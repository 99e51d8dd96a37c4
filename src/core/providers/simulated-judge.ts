// The simulated model as a judge: pass or fail by a pattern on the response, wrong as often as it is told to be.
import { drawFrom } from "../base/hash.ts";
import type { RegexRunner } from "../base/ports.ts";
import type { OutputFormat } from "../domain/model-config.ts";
import { ProviderError } from "./provider-error.ts";
import { matchFirst } from "./simulated-patterns.ts";
import type { JudgeRule } from "./simulated-settings.ts";
import { isRecord, listAt, recordAt, textAt, type JsonRecord } from "./wire.ts";

/** What a judge is asked: ids of criteria and the response to rate. */
export interface RatingTask {
  readonly criteria: readonly string[];
  readonly response: string;
}

/** The rating task that a user message is, or null when it is none: one JSON object with `criteria` and `response`. */
export function ratingTask(text: string): RatingTask | null {
  if (!text.trimStart().startsWith("{")) return null;
  let task: unknown;
  try {
    task = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(task) || !Array.isArray(task["criteria"])) return null;
  const response = textAt(task, "response");
  const criteria = listAt(task, "criteria").map((criterion) => textAt(isRecord(criterion) ? criterion : null, "id"));
  return response === null || criteria.includes(null) ? null : { criteria: criteria as readonly string[], response };
}

/**
 * The judge's answer as JSON: for each criterion its id, a reason where the output schema has one, and a verdict (or a score
 * of 0 or 1). Throws ProviderError `request` for a criterion without a rule, or with one that cannot be run to its end.
 */
export async function judgeAnswer(
  task: RatingTask,
  rules: readonly JudgeRule[],
  output: OutputFormat | null,
  regex: RegexRunner,
  draw: string,
): Promise<string> {
  const wanted = ratingFields(output);
  const rate = async (id: string): Promise<object> => {
    const rule = rules.find((candidate) => candidate.criterion === id);
    if (rule === undefined) {
      throw new ProviderError(
        "request",
        `The simulated judge has no rule for the criterion "${id}". Add one under judge in its model config.`,
      );
    }
    const isFlipped = drawFrom(draw, "flip", id) < (rule.flip ?? 0);
    const isMatch = (await matchFirst([rule.pass_when], task.response, regex)) !== null;
    const isPass = isMatch !== isFlipped;
    return {
      id,
      ...(wanted.reason ? { reason: `The response ${isPass ? "has" : "lacks"} what "${id}" asks for.` } : {}),
      ...(wanted.score ? { score: isPass ? 1 : 0 } : { verdict: isPass ? "pass" : "fail" }),
    };
  };
  return JSON.stringify({ ratings: await Promise.all(task.criteria.map(rate)) });
}

/** Which fields a rating must have by the request's output schema; without a schema, a reason and a verdict. */
function ratingFields(output: OutputFormat | null): { readonly reason: boolean; readonly score: boolean } {
  const schema: JsonRecord | null = output?.schema ?? null;
  if (schema === null) return { reason: true, score: false };
  const fields = recordAt(recordAt(recordAt(recordAt(schema, "properties"), "ratings"), "items"), "properties");
  return { reason: recordAt(fields, "reason") !== null, score: recordAt(fields, "score") !== null && recordAt(fields, "verdict") === null };
}

/** Plays a judge that reads the rating task from the request and gives the verdicts it is told to give. */
import { isRecord, lastUserText, type RecordedRequest } from "./recorded-request.ts";

/** One criterion of a rating task. */
export interface JudgedCriterion {
  readonly id: string;
  readonly question: string;
}

/** Decides one criterion for one response. */
export type Rate = (criterion: JudgedCriterion, response: string) => "pass" | "fail";

/**
 * The answer text of a judge, `{"ratings":[{"id","reason","verdict"}]}` with one rating for each
 * criterion in the order of the task, or undefined if the last user text is not a rating task.
 */
export function judgeAnswer(request: RecordedRequest, rate: Rate): string | undefined {
  const task = parseTask(lastUserText(request));
  if (task === undefined) return undefined;
  const ratings = task.criteria.map((criterion) => {
    const verdict = rate(criterion, task.response);
    return { id: criterion.id, reason: `The script gives a ${verdict}.`, verdict };
  });
  return JSON.stringify({ ratings });
}

function parseTask(text: string): { readonly criteria: readonly JudgedCriterion[]; readonly response: string } | undefined {
  let task: unknown;
  try {
    task = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(task)) return undefined;
  const { criteria, response } = task;
  if (typeof response !== "string" || !Array.isArray(criteria) || !criteria.every(isCriterion)) return undefined;
  return { criteria, response };
}

function isCriterion(value: unknown): value is JudgedCriterion {
  return isRecord(value) && typeof value["id"] === "string" && typeof value["question"] === "string";
}

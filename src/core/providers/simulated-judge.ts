// The simulated model as a judge: pass or fail, or a score, by patterns on the response, wrong as often and as far as it is told to be.
import { drawFrom } from "../base/hash.ts";
import type { RegexRunner } from "../base/ports.ts";
import type { OutputFormat } from "../domain/model-config.ts";
import { ProviderError } from "./provider-error.ts";
import { matchFirst } from "./simulated-patterns.ts";
import type { JudgeRule } from "./simulated-settings.ts";
import { isRecord, listAt, recordAt, textAt, type JsonRecord } from "./wire.ts";

/** What a judge is asked: the criteria and the response to rate, or the two to compare. */
export interface RatingTask {
  readonly criteria: readonly { readonly id: string; readonly wantsScore: boolean }[];
  /** One to rate, or two to compare. */
  readonly responses: readonly [string] | readonly [string, string];
}

/** The rating task that a user message is, or null when it is none: one JSON object with `criteria` and `response`, or `first` and `second`. */
export function ratingTask(text: string): RatingTask | null {
  if (!text.trimStart().startsWith("{")) return null;
  let task: unknown;
  try {
    task = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(task) || !Array.isArray(task["criteria"])) return null;
  const responses = responsesOf(task);
  const written = listAt(task, "criteria").map((criterion) => (isRecord(criterion) ? criterion : null));
  const criteria = written.flatMap((criterion) => {
    const id = textAt(criterion, "id");
    return id === null ? [] : [{ id, wantsScore: textAt(criterion, "answer") === "score" }];
  });
  return responses === null || criteria.length < written.length ? null : { criteria, responses };
}

function responsesOf(task: JsonRecord): RatingTask["responses"] | null {
  const [one, first, second] = [task, recordAt(task, "first"), recordAt(task, "second")].map((at) => textAt(at, "response"));
  if (one != null) return [one];
  return first == null || second == null ? null : [first, second];
}

/**
 * The judge's answer as JSON: for each criterion its id, a reason where the output schema has one, and a verdict or a score, as it wants.
 * Throws ProviderError `request` for a criterion without a fitting rule, or with one that cannot be run to its end.
 */
export async function judgeAnswer(
  task: RatingTask,
  rules: readonly JudgeRule[],
  output: OutputFormat | null,
  regex: RegexRunner,
  draw: string,
): Promise<string> {
  const hasReasons = wantsReasons(output);
  const rate = async ({ id, wantsScore }: RatingTask["criteria"][number]): Promise<object> => {
    const rule = rules.find((candidate) => candidate.criterion === id);
    if (rule === undefined) throw unprepared(`has no rule for the criterion "${id}". Add one under judge in its model config`);
    const [response, second] = task.responses;
    const rating =
      second !== undefined
        ? await preferenceBy(rule, [response, second], regex, draw)
        : wantsScore
          ? await scoreBy(rule, response, regex, draw)
          : await verdictBy(rule, response, regex, draw);
    return { id, ...(hasReasons ? { reason: reasonFor(id, rating) } : {}), ...rating };
  };
  return JSON.stringify({ ratings: await Promise.all(task.criteria.map(rate)) });
}

type Rating = { readonly verdict: "pass" | "fail" | "first" | "second" | "tie" } | { readonly score: number };

async function verdictBy(
  { criterion, pass_when, flip = 0 }: JudgeRule,
  response: string,
  regex: RegexRunner,
  draw: string,
): Promise<Rating> {
  if (pass_when === undefined) throw unprepared(`has no pass_when for "${criterion}", which is a question`);
  const isFlipped = drawFrom(draw, "flip", criterion) < flip;
  const isMatch = (await matchFirst([pass_when], response, regex)) !== null;
  return { verdict: isMatch !== isFlipped ? "pass" : "fail" };
}

async function preferenceBy(
  { criterion, prefer_when, flip = 0 }: JudgeRule,
  responses: readonly [string, string],
  regex: RegexRunner,
  draw: string,
): Promise<Rating> {
  if (prefer_when === undefined) throw unprepared(`has no prefer_when for "${criterion}", which is pairwise`);
  const [first, second] = await Promise.all(responses.map(async (text) => (await matchFirst([prefer_when], text, regex)) !== null));
  if (first === second) return { verdict: "tie" };
  const isFlipped = drawFrom(draw, "flip", criterion) < flip;
  return { verdict: (first === true) !== isFlipped ? "first" : "second" };
}

async function scoreBy(
  { criterion, score_when, spread = 0 }: JudgeRule,
  response: string,
  regex: RegexRunner,
  draw: string,
): Promise<Rating> {
  if (score_when === undefined) throw unprepared(`has no score_when for "${criterion}", which is a rubric`);
  const match = await matchFirst(
    score_when.map(({ matches }) => matches),
    response,
    regex,
  );
  const score = match === null ? 0 : (score_when[match.index]?.score ?? 0);
  const drawn = score + spread * (2 * drawFrom(draw, "score", criterion) - 1);
  return { score: Number(Math.min(1, Math.max(0, drawn)).toFixed(2)) };
}

function reasonFor(id: string, rating: Rating): string {
  if ("score" in rating) return `By its score, the response has ${rating.score} of what "${id}" asks for.`;
  if (rating.verdict === "tie") return `Neither response has more of what "${id}" asks for.`;
  if (rating.verdict === "first" || rating.verdict === "second") return `The ${rating.verdict} response has what "${id}" asks for.`;
  return `The response ${rating.verdict === "pass" ? "has" : "lacks"} what "${id}" asks for.`;
}

function unprepared(problem: string): ProviderError {
  return new ProviderError("request", `The simulated judge ${problem}.`);
}

/** Whether the request's output schema has a reason in each rating; without a schema there is one. */
function wantsReasons(output: OutputFormat | null): boolean {
  const schema: JsonRecord | null = output?.schema ?? null;
  if (schema === null) return true;
  const items = recordAt(recordAt(recordAt(schema, "properties"), "ratings"), "items");
  const [first] = listAt(items, "anyOf");
  return recordAt(recordAt(isRecord(first) ? first : items, "properties"), "reason") !== null;
}

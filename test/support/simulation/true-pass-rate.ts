// How often a simulated arm passes, exactly: from the shares of its replies and the flips of its judge, without a run.
import type { Row } from "../../../src/core/domain/collection.ts";
import { messageText } from "../../../src/core/domain/message.ts";
import type { Arm, Setup } from "../../../src/core/documents/setup.ts";
import { renderSample } from "../../../src/core/engine/planning/render-sample.ts";
import { patternFlags, type SimulatedSettings } from "../../../src/core/providers/simulated-settings.ts";
import { rateCheck } from "../../../src/core/scorers/rate-check.ts";
import { inProcessRegex } from "../in-process-regex.ts";
import { noScripts } from "../scripts.ts";

const never = new AbortController().signal;

/** The mean over the rows of the collection. Knows hard questions and hard checks of the text, which is what the example has. */
export async function truePassRate(setup: Setup, arm: Arm): Promise<number> {
  const { rows } = setup.collection;
  const rates = await Promise.all(rows.map((row) => passRateOfRow(setup, arm, row)));
  return rates.reduce((sum, rate) => sum + rate, 0) / rows.length;
}

async function passRateOfRow(setup: Setup, arm: Arm, row: Row): Promise<number> {
  const replies = possibleReplies(arm, row);
  const total = replies.reduce((sum, { share }) => sum + share, 0);
  const rates = await Promise.all(replies.map(async ({ text, share }) => (share / total) * (await passRateOfReply(setup, row, text))));
  return rates.reduce((sum, rate) => sum + rate, 0);
}

/** What the first rule that matches can answer, with its named groups filled. */
function possibleReplies(arm: Arm, row: Row): { readonly text: string; readonly share: number }[] {
  const prompt = renderSample(arm, row)
    .messages.map((message) => `${message.role}: ${messageText(message)}`)
    .join("\n");
  const { rules = [] } = arm.model.settings as SimulatedSettings;
  for (const { when, replies } of rules) {
    const match = new RegExp(when, patternFlags).exec(prompt);
    if (match === null) continue;
    return replies.map(({ text, share = 1 }) => ({
      share,
      text: text.replace(/\{\{\$(\w+)\}\}/g, (whole, name: string) => match.groups?.[name] ?? whole),
    }));
  }
  throw new Error(`no rule answers row ${row.id}`);
}

async function passRateOfReply({ criteria, judge }: Setup, row: Row, response: string): Promise<number> {
  let rate = 1;
  for (const criterion of criteria.criteria.filter(({ severity }) => severity === "hard"))
    rate *= criterion.scorer === "judge" ? judgedPassRate(judge, criterion.id, response) : await checkedPassRate(criterion, row, response);
  return rate;
}

function judgedPassRate(judge: Setup["judge"], id: string, response: string): number {
  const rule = ((judge?.model.settings ?? {}) as SimulatedSettings).judge?.find(({ criterion }) => criterion === id);
  if (rule?.pass_when === undefined) throw new Error(`the judge has no rule for ${id}`);
  const flip = rule.flip ?? 0;
  return new RegExp(rule.pass_when, patternFlags).test(response) ? 1 - flip : flip;
}

async function checkedPassRate(criterion: Parameters<typeof rateCheck>[0], row: Row, response: string): Promise<number> {
  const subject = {
    response,
    toolCalls: [],
    finish: "stop",
    row: row.values,
    columns: { input: [], expected: [] },
    outputSchema: null,
    usage: null,
    costUsd: 0,
    latency: { totalMs: 0, isCached: false },
    ratings: new Map(),
  } as const;
  const rated = await rateCheck(criterion, subject, { regex: inProcessRegex, scripts: noScripts, signal: never });
  if (rated.kind !== "rated") throw new Error(`${criterion.id} cannot be rated`);
  return rated.label === "pass" ? 1 : 0;
}

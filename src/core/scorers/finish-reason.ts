// finish-reason: why the answer ended, in our words for it.
import * as z from "zod";
import type { FinishReason } from "../domain/completion.ts";
import { defineScorer } from "./define-scorer.ts";
import { quote } from "./quote.ts";
import { refuseImported } from "./refuse-imported.ts";
import { verdict } from "./scorer.ts";

const meanings: Readonly<Record<FinishReason, string>> = {
  stop: "the model had said all it wanted",
  length: "it reached the limit of tokens",
  "tool-calls": "the model asked for tools",
  "content-filter": "the provider's filter cut it off",
  refusal: "the model refused",
  other: "the provider gave another reason",
};

const reasons = Object.keys(meanings);

export const finishReason = defineScorer({
  title: "The answer ended for this reason",
  options: {
    value: z
      .union([z.enum(reasons), z.string().regex(/\{\{[^{}]+\}\}/, `must be one of ${reasons.join(", ")}, or hold a {{column}}`)])
      .describe(`One of ${reasons.join(", ")}, or a {{column}} that holds one.`),
  },
  checkArms: (_options, arms) => refuseImported("check", "why they ended", arms),
  checkFilled: ({ value }) => problemOf(value),
  rate: ({ finish }, { value }) => {
    const problem = problemOf(value);
    if (problem !== null) return { kind: "error", code: "scorer/unknown-finish-reason", message: problem };
    return verdict(finish === value, `The answer ended with ${finish}${finish === value ? "" : `, not ${value}`}: ${meanings[finish]}.`);
  },
});

function problemOf(value: string): string | null {
  return reasons.includes(value) ? null : `${quote(value)} is no reason for which an answer ends; those are ${reasons.join(", ")}.`;
}

// length: how many characters (Unicode code points), words (runs without white space) or tokens the response has.
import * as z from "zod";
import { defineScorer } from "./define-scorer.ts";
import { refuseImported } from "./refuse-imported.ts";
import { verdict, type OptionProblem, type Subject } from "./scorer.ts";

const limit = z.int().min(0).optional();

export const length = defineScorer({
  title: "The response is neither too short nor too long",
  options: {
    unit: z
      .enum(["chars", "words", "tokens"])
      .optional()
      .describe("What is counted: chars (default), words, or tokens as the provider counted them, without those of reasoning."),
    min: limit.describe("Fewest that pass."),
    max: limit.describe("Most that pass."),
  },
  check: ({ min, max }): OptionProblem[] => {
    if (min === undefined && max === undefined)
      return [{ key: "max", message: "Neither min nor max is given, so any length would pass.", hint: 'Add "max: …", "min: …" or both.' }];
    if (min !== undefined && max !== undefined && min > max)
      return [
        { key: "min", message: `min (${min}) is larger than max (${max}), so no response could pass.`, hint: "Swap them or change one." },
      ];
    return [];
  },
  checkArms: ({ unit }, arms) => (unit === "tokens" ? refuseImported("unit", "their tokens", arms) : []),
  rate: (subject, { unit = "chars", min = 0, max = Infinity }) => {
    const count = counts[unit](subject);
    if (count === null)
      return {
        kind: "error",
        code: "scorer/unknown-tokens",
        message: "Nobody counted the tokens of this answer, so its length is unknown.",
      };
    const outside = count < min ? `, fewer than ${min}` : count > max ? `, more than ${max}` : "";
    return verdict(outside === "", `The response has ${count} ${nouns[unit]}${count === 1 ? "" : "s"}${outside}.`);
  },
});

const nouns = { chars: "character", words: "word", tokens: "token" } as const;

const counts: Readonly<Record<keyof typeof nouns, (subject: Subject) => number | null>> = {
  chars: ({ response }) => Array.from(response).length,
  words: ({ response }) => response.match(/\S+/g)?.length ?? 0,
  // What a provider counts as output includes what the model thought before it answered.
  tokens: ({ usage }) => (usage === null ? null : Math.max(0, usage.output - usage.reasoning)),
};

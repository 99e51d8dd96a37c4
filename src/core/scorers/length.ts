// length: how many characters (Unicode code points) or words (runs without white space) the response has.
import * as z from "zod";
import { defineScorer } from "./define-scorer.ts";
import { verdict, type OptionProblem } from "./scorer.ts";

const limit = z.int().min(0).optional();

export const length = defineScorer({
  title: "The response is neither too short nor too long",
  options: {
    unit: z.enum(["chars", "words"]).optional().describe("What is counted: chars (default) or words."),
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
  rate: ({ response }, { unit = "chars", min = 0, max = Infinity }) => {
    const count = unit === "chars" ? countCharacters(response) : countWords(response);
    const noun = unit === "chars" ? "character" : "word";
    const outside = count < min ? `, fewer than ${min}` : count > max ? `, more than ${max}` : "";
    return verdict(outside === "", `The response has ${count} ${noun}${count === 1 ? "" : "s"}${outside}.`);
  },
});

function countCharacters(text: string): number {
  return Array.from(text).length;
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

// contains, icontains, contains-any, contains-all: texts that stand somewhere in the response.
import * as z from "zod";
import { defineScorer } from "./define-scorer.ts";
import { quote, quoteList } from "./quote.ts";
import { verdict } from "./scorer.ts";
import { nonEmptyScalarSchema } from "./text-options.ts";

const one = { value: nonEmptyScalarSchema.describe("The text; may hold {{column}}.") };
const many = { values: z.array(nonEmptyScalarSchema).min(1).describe("The texts; may hold {{column}}.") };

export const contains = defineScorer({
  title: "The response contains this text",
  options: one,
  rate: ({ response }, { value }) => holds(response.includes(String(value)), String(value), ""),
});

export const icontains = defineScorer({
  title: "The response contains this text, in upper or lower case",
  options: one,
  rate: ({ response }, { value }) =>
    holds(response.toLowerCase().includes(String(value).toLowerCase()), String(value), ", upper and lower case aside"),
});

export const containsAny = defineScorer({
  title: "The response contains at least one of these texts",
  options: many,
  rate: ({ response }, { values }) => {
    const found = values.map(String).find((value) => response.includes(value));
    return found === undefined
      ? verdict(false, `The response contains none of ${quoteList(values.map(String))}.`)
      : verdict(true, `The response contains ${quote(found)}.`);
  },
});

export const containsAll = defineScorer({
  title: "The response contains all of these texts",
  options: many,
  rate: ({ response }, { values }) => {
    const missing = values.filter((value) => !response.includes(String(value)));
    return missing.length === 0
      ? verdict(true, `The response contains ${quoteList(values.map(String))}.`)
      : verdict(false, `The response does not contain ${quoteList(missing.map(String))}.`);
  },
});

function holds(isHeld: boolean, value: string, manner: string) {
  return verdict(isHeld, `The response ${isHeld ? "contains" : "does not contain"} ${quote(value)}${manner}.`);
}

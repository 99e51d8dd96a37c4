// equals and iequals: the response is exactly this text, spaces and line breaks included.
import { defineScorer } from "./define-scorer.ts";
import { quote } from "./quote.ts";
import { verdict } from "./scorer.ts";
import { scalarSchema } from "./text-options.ts";

const options = { value: scalarSchema.describe("The text; may hold {{column}}.") };

export const equals = defineScorer({
  title: "The response is exactly this text",
  options,
  rate: (subject, { value }) => compare(subject.response, String(value), (text) => text, ""),
});

export const iequals = defineScorer({
  title: "The response is this text, in upper or lower case",
  options,
  rate: (subject, { value }) => compare(subject.response, String(value), (text) => text.toLowerCase(), ", upper and lower case aside"),
});

function compare(response: string, value: string, fold: (text: string) => string, manner: string) {
  if (fold(response) === fold(value)) return verdict(true, `The response is ${quote(value)}${manner}.`);
  const isSpacing = fold(response.trim()) === fold(value.trim());
  return verdict(
    false,
    `The response is ${quote(response)}, not ${quote(value)}${manner}${isSpacing ? "; only spaces or line breaks at the ends differ" : ""}.`,
  );
}

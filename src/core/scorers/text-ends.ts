// starts-with and ends-with: a text at one end of the response, spaces and line breaks included.
import { defineScorer } from "./define-scorer.ts";
import { quote } from "./quote.ts";
import { verdict } from "./scorer.ts";
import { nonEmptyScalarSchema } from "./text-options.ts";

const options = { value: nonEmptyScalarSchema.describe("The text; may hold {{column}}.") };

export const startsWith = defineScorer({
  title: "The response starts with this text",
  options,
  rate: ({ response }, { value }) => {
    const isThere = response.startsWith(String(value));
    return verdict(
      isThere,
      `The response starts with ${quote(isThere ? String(value) : response)}${isThere ? "" : `, not with ${quote(String(value))}`}.`,
    );
  },
});

export const endsWith = defineScorer({
  title: "The response ends with this text",
  options,
  rate: ({ response }, { value }) => {
    const isThere = response.endsWith(String(value));
    return verdict(
      isThere,
      `The response ends with ${quote(isThere ? String(value) : response.slice(-80))}${isThere ? "" : `, not with ${quote(String(value))}`}.`,
    );
  },
});

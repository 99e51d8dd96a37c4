// is-json: the whole response is one JSON value of any type.
import { defineScorer } from "./define-scorer.ts";
import { parseResponse } from "./parse-response.ts";
import { verdict } from "./scorer.ts";

export const isJson = defineScorer({
  title: "The response is JSON",
  options: {},
  rate: ({ response }) => {
    const parsed = parseResponse(response);
    return "reason" in parsed ? verdict(false, parsed.reason) : verdict(true, "The response is JSON.");
  },
});

// regex: a regular expression that matches somewhere in the response, run where it can be killed (S15).
import * as z from "zod";
import { fillSample } from "./columns.ts";
import { defineScorer } from "./define-scorer.ts";
import { columnProblem } from "./fill-options.ts";
import { quote } from "./quote.ts";
import { matchPattern, patternProblem } from "./regex-pattern.ts";
import { verdict } from "./scorer.ts";

export const regex = defineScorer({
  title: "A regular expression matches the response",
  options: {
    value: z.string().min(1).describe("A JavaScript regular expression; the text of a {{column}} in it stands for itself."),
    flags: z
      .string()
      .regex(/^(?!.*(.).*\1)[imsu]*$/, "must be some of the letters i, m, s and u, each at most once")
      .optional()
      .describe("Some of i, m, s, u; none by default."),
  },
  check: ({ value, flags = "" }) => {
    const misplaced = columnProblem({ value }, "regex");
    if (misplaced !== null)
      return [
        { key: "value", message: misplaced, hint: "Take the backslash away; for a backslash in front of the column's text write two." },
      ];
    const problem = patternProblem(fillSample(value), flags);
    return problem === null
      ? []
      : [
          {
            key: "value",
            message: `This is not a regular expression: ${problem}`,
            hint: "Write it as in JavaScript, without the slashes around it; in double quotes YAML needs two backslashes for one.",
          },
        ];
  },
  rate: async ({ response }, { value, flags = "" }, tools) => {
    const match = await matchPattern(value, flags, response, tools);
    if (typeof match !== "boolean") return match;
    return verdict(match, `The regular expression ${quote(value, 200)} ${match ? "matches" : "does not match"} the response.`);
  },
});

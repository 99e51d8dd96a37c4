// pairwise: which of two responses to a row the judge prefers, the baseline's or the variant's; always soft, since being preferred less is no fault by itself.
import * as z from "zod";
import type { CheckDefinition } from "./scorer.ts";

export const pairwise = {
  title: "The judge prefers the variant's response to the baseline's, or either as much",
  options: {
    question: z
      .string()
      .min(1)
      .describe("Which of two responses is the better one, such as: Which reply is more helpful? May hold {{column}}."),
    severity: z.literal("soft").describe("Always soft: it moves the score and decides no sample."),
  },
  isSoft: true,
  isPlainOnly: true,
  checkArms: (_, arms) =>
    arms.length > 1
      ? []
      : [
          {
            key: "check",
            severity: "warning",
            message: "It prefers one of two responses, and the experiment has one arm.",
            hint: "Add a variant. As it stands only `touchstone gate --base` and `touchstone aa` have two arms to compare.",
          },
        ],
} satisfies CheckDefinition;

// rubric: a question of degree, which the judge answers by a score; whether that is enough is decided here and never by the judge.
import * as z from "zod";
import type { CheckDefinition } from "./scorer.ts";

export const rubric = {
  title: "The score that the judge gives reaches a threshold",
  options: {
    question: z.string().min(1).describe("How much, how well or how far; the judge answers from 0 to 1. May hold {{column}}."),
    threshold: z.number().gt(0).max(1).describe("The least score that passes."),
  },
} satisfies CheckDefinition;

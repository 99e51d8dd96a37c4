// A criterion that asks the judge: its only key is the question.
import * as z from "zod";

export const judgeOptions = {
  question: z.string().min(1).describe("A yes/no question about the response; yes passes. May hold {{column}}."),
};

// What a simulated model answers, how fast, and how often it fails; checked when the model config is read.
import * as z from "zod";

/** `s`: a dot matches line breaks, since prompts have many lines; `u`: a misspelt escape is an error, not a letter. */
export const patternFlags = "su";

const pattern = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    try {
      new RegExp(source, patternFlags);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "Invalid regular expression", input: source });
    }
  });

const probability = z.number().min(0).max(1);

const replySchema = z.strictObject({
  text: z.string().describe("The answer; {{$name}} stands for a named group of the rule's match."),
  share: z.number().positive().optional().describe("How often this reply is drawn, relative to the others. Default: 1."),
});

const ruleSchema = z.strictObject({
  when: pattern.describe("Regular expression on the rendered messages, one `role: text` after another."),
  replies: z.array(replySchema).min(1),
});

const judgeRuleSchema = z
  .strictObject({
    criterion: z.string().min(1).describe("The id of the criterion."),
    pass_when: pattern.optional().describe("For a question: regular expression on the response."),
    prefer_when: pattern
      .optional()
      .describe(
        "For a pairwise criterion: regular expression on a response; the one that matches is preferred, and both or none is a tie.",
      ),
    flip: probability.optional().describe("How often the verdict is turned round; a tie stays one. Default: 0."),
    score_when: z
      .array(z.strictObject({ matches: pattern.describe("Regular expression on the response."), score: probability }))
      .min(1)
      .optional()
      .describe("For a rubric: the score of the first that matches; 0 where none does."),
    spread: probability.optional().describe("For a rubric: how far the score is drawn to either side at most. Default: 0."),
  })
  .refine((rule) => [rule.pass_when, rule.score_when, rule.prefer_when].filter((given) => given !== undefined).length === 1, {
    error: "needs one of pass_when, for a question, score_when, for a rubric, or prefer_when, for a pairwise criterion",
  });

/** One day, in milliseconds: no simulated call takes longer. */
export const longestLatency = 86_400_000;

const milliseconds = z.number().positive().max(longestLatency);

const latencySchema = z
  .strictObject({ median_ms: milliseconds, p95_ms: milliseconds })
  .refine((latency) => latency.p95_ms >= latency.median_ms, { error: "p95_ms must not be below median_ms" });

const failuresSchema = z
  .strictObject({
    rate_limit: probability.optional(),
    server_error: probability.optional(),
    reset: probability.optional(),
    hang: probability.optional(),
  })
  .refine((failures) => Object.values(failures).reduce<number>((sum, share) => sum + (share ?? 0), 0) <= 1, {
    error: "the shares of failures add up to more than 1",
  });

export const simulatedSettings = {
  rules: z.array(ruleSchema).optional().describe("The first rule that matches answers."),
  judge: z.array(judgeRuleSchema).optional().describe("How a rating request is answered."),
  latency: latencySchema.optional().describe("Really waited."),
  failures: failuresSchema.optional().describe("How often a call fails, and how."),
};

export type SimulatedSettings = z.output<z.ZodObject<typeof simulatedSettings>>;
export type Rule = z.output<typeof ruleSchema>;
export type JudgeRule = z.output<typeof judgeRuleSchema>;

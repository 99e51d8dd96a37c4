// composite: what other criteria of the set said, put together by a rule.
import * as z from "zod";
import { defineScorer } from "./define-scorer.ts";
import { quoteList } from "./quote.ts";
import { verdict, type PartRating, type Rated, type RatingError } from "./scorer.ts";

const ruleSchema = z.union([
  z.strictObject({ at_least: z.number().gt(0).max(1).describe("The least mean of their values by weight.") }),
  z.enum(["all", "any"]),
]);

type Rule = z.output<typeof ruleSchema>;

export const composite = defineScorer({
  title: "Other criteria of the set pass: all of them, any, or enough by weight",
  options: {
    of: z.array(z.string()).min(1).describe("The ids of the other criteria, checks or questions."),
    rule: ruleSchema.describe("all, any, or {at_least: 0.7}: the mean of their values by weight reaches that."),
  },
  parts: ({ of }) => of,
  rate: ({ ratings }, { of, rule }) => {
    const parts = of.map((id) => ({ id, rating: ratings.get(id) }));
    const decided = parts.flatMap(({ id, rating }) =>
      rating === undefined || rating.value === null ? [] : [{ id, weight: rating.weight, value: rating.value, label: rating.label }],
    );
    const errored = parts.filter(({ id }) => !decided.some((part) => part.id === id));
    if (errored.length > 0) return undecided(errored.map(({ id }) => id));
    return combine(decided, rule);
  },
});

interface Part extends Omit<PartRating, "value"> {
  readonly id: string;
  readonly value: number;
}

function combine(parts: readonly Part[], rule: Rule): Rated {
  const passed = parts.filter(({ label }) => label === "pass");
  const words = `${passed.length} of ${parts.length} pass${namesOf(parts.filter(({ label }) => label !== "pass"))}`;
  if (rule === "all") return verdict(passed.length === parts.length, `${words}; all must.`);
  if (rule === "any") return verdict(passed.length > 0, `${words}; one must.`);
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const share = parts.reduce((sum, part) => sum + part.weight * part.value, 0) / weight;
  // Weights such as 0.1 are not exact in binary.
  const isReached = share >= rule.at_least - 1e-9;
  return verdict(isReached, `${words}; by weight that is ${Number(share.toFixed(3))}, and at least ${rule.at_least} passes.`);
}

function undecided(ids: readonly string[]): RatingError {
  return { kind: "error", code: "scorer/part-errored", message: `It cannot be decided: ${quoteList(ids)} ended in an error.` };
}

function namesOf(parts: readonly Part[]): string {
  return parts.length === 0 ? "" : `, not ${quoteList(parts.map(({ id }) => id))}`;
}

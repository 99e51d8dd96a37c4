// cost: what the answer costs at the model's price, an answer from the cache included.
import * as z from "zod";
import { defineScorer } from "./define-scorer.ts";
import { quoteList } from "./quote.ts";
import { refuseImported } from "./refuse-imported.ts";
import { verdict } from "./scorer.ts";

export const cost = defineScorer({
  title: "The answer cost at most so much",
  options: {
    max_usd: z.number().min(0).describe("Most USD that pass, the judge not counted; an answer from the cache counts at its price."),
  },
  checkArms: (_options, arms) => {
    const imported = refuseImported("check", "what they cost", arms);
    if (imported.length > 0) return imported;
    const without = arms.filter((arm) => !arm.hasPrice);
    return without.length === 0
      ? []
      : [
          {
            key: "check",
            message: `Nobody knows the price of the model of ${quoteList(without.map(({ name }) => name))}.`,
            hint: "Add `price: {input: …, output: …}` to the model config.",
          },
        ];
  },
  rate: ({ costUsd }, { max_usd }) =>
    costUsd === null
      ? { kind: "error", code: "scorer/unknown-cost", message: "Nobody knows what the answer cost: its price or its tokens are unknown." }
      : verdict(costUsd <= max_usd * (1 + rounding), `The answer cost $${shown(costUsd)}; at most $${shown(max_usd)} passes.`),
});

/** What binary fractions may add to a cost that on paper is just the most that passes. */
const rounding = 1e-9;

/** All digits but those, and no exponent. */
function shown(usd: number): string {
  return usd.toLocaleString("en-US", { maximumSignificantDigits: 9, useGrouping: false });
}

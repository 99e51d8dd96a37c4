// numeric: the number that the response is, or the only one it holds, against an expected number.
import * as z from "zod";
import { columnsIn } from "./columns.ts";
import { defineScorer } from "./define-scorer.ts";
import { onlyNumber, parseNumber } from "./parse-number.ts";
import { quote } from "./quote.ts";
import { verdict } from "./scorer.ts";

export const numeric = defineScorer({
  title: "The response is this number",
  options: {
    value: z
      .union([z.number(), z.string().refine((text) => columnsIn(text).length > 0, { error: "must be a number, or hold a {{column}}" })])
      .describe("The number, or a {{column}} that holds it."),
    tolerance: z.number().min(0).optional().describe("Largest difference that passes; 0 by default."),
  },
  checkFilled: ({ value }) => (expectedNumber(value) === null ? notANumber(value) : null),
  rate: ({ response }, { value, tolerance = 0 }) => {
    const expected = expectedNumber(value);
    if (expected === null) return { kind: "error", code: "scorer/not-a-number", message: notANumber(value) };
    const given = onlyNumber(response);
    if ("problem" in given) return verdict(false, given.problem);
    const difference = Math.abs(given.number - expected);
    const reason =
      tolerance === 0 ? `${given.number} against ${expected}.` : `${given.number} against ${expected}, at most ${tolerance} apart.`;
    return verdict(difference <= tolerance + rounding(tolerance, given.number, expected), reason);
  },
});

function expectedNumber(value: string | number): number | null {
  return typeof value === "number" ? value : parseNumber(value);
}

function notANumber(value: string | number): string {
  return `The expected value ${quote(String(value))} is not a number.`;
}

/** What binary fractions add to a difference: 1.1 and 1.0 are 0.1 apart on paper. Without a tolerance numbers must be the same. */
function rounding(tolerance: number, a: number, b: number): number {
  return tolerance === 0 ? 0 : Number.EPSILON * Math.max(Math.abs(a), Math.abs(b));
}

// levenshtein: how many characters must be put in, taken out or changed to make the response this text.
import { distance } from "fastest-levenshtein";
import * as z from "zod";
import { defineScorer } from "./define-scorer.ts";
import { quote } from "./quote.ts";
import { verdict, type Rated } from "./scorer.ts";
import { scalarSchema } from "./text-options.ts";

/** Time grows with the product of the lengths: two texts of this many characters take some 30 ms. */
const maximumCharacters = 10_000;

export const levenshtein = defineScorer({
  title: "The response is at most so many edits away from this text",
  options: {
    value: scalarSchema.describe("The text; may hold {{column}}."),
    max: z.int().min(0).describe("Most characters that may be put in, taken out or changed."),
  },
  rate: ({ response }, { value, max }) => {
    const [given, expected] = [Array.from(response), Array.from(String(value))];
    const least = Math.abs(given.length - expected.length);
    if (least > max) return rated(least, "at least ", String(value), max);
    const longest = Math.max(given.length, expected.length);
    if (longest > maximumCharacters)
      return {
        kind: "error",
        code: "scorer/too-long",
        message: `The text has ${longest} characters; this check reads at most ${maximumCharacters}.`,
      };
    const recoded = recode([given, expected]);
    return rated(distance(recoded[0] ?? "", recoded[1] ?? ""), "", String(value), max);
  },
});

function rated(edits: number, bound: string, value: string, max: number): Rated {
  return verdict(
    edits <= max,
    `The response is ${bound}${edits} edit${edits === 1 ? "" : "s"} away from ${quote(value)}; at most ${max} passes.`,
  );
}

/** Each text with one UTF-16 unit for each character, which is what the package counts; equal characters have equal units. */
function recode(texts: readonly (readonly string[])[]): string[] {
  const units = new Map<string, string>();
  const unitOf = (character: string): string => {
    const unit = units.get(character) ?? String.fromCharCode(units.size);
    units.set(character, unit);
    return unit;
  };
  return texts.map((characters) => characters.map(unitOf).join(""));
}

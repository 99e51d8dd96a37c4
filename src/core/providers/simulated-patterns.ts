// The patterns of a simulated model, run where they can be killed (S15).
import type { FirstMatch, RegexRunner } from "../base/ports.ts";
import { ProviderError } from "./provider-error.ts";
import { patternFlags } from "./simulated-settings.ts";

/** The first pattern that matches the text, or null. Throws ProviderError `request` for a pattern that cannot be run to its end. */
export async function matchFirst(
  patterns: readonly string[],
  text: string,
  regex: RegexRunner,
): Promise<Extract<FirstMatch, { kind: "matched" }> | null> {
  if (patterns.length === 0) return null;
  const outcome = await regex.firstMatch(patterns, patternFlags, text);
  switch (outcome.kind) {
    case "matched":
      return outcome;
    case "unmatched":
      return null;
    case "timeout":
      throw new ProviderError(
        "request",
        `The pattern ${shown(patterns[outcome.index])} of this simulated model took longer than 250 ms, so it was stopped. Write it so that a text can match it in one way only.`,
      );
    case "invalid":
      throw new ProviderError(
        "request",
        `The pattern ${shown(patterns[outcome.index])} of this simulated model is not a regular expression: ${outcome.message}.`,
      );
  }
}

const longestShown = 100;

function shown(pattern = ""): string {
  return JSON.stringify(pattern.length > longestShown ? `${pattern.slice(0, longestShown)}…` : pattern);
}

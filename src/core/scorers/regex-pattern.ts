// Regular expressions that people write: checked here, run only where they can be killed.
import type { RatingError, ScorerTools } from "./scorer.ts";

/** The longest text that a check which may be slow looks at, in UTF-16 units. */
export const maximumTextLength = 100_000;

/** The rating of a text that is longer than that. */
export function tooLong(length: number): RatingError {
  return {
    kind: "error",
    code: "scorer/too-long",
    message: `The text has ${length} characters; this check reads at most ${maximumTextLength}.`,
  };
}

/** A text as a pattern that matches just this text, with the flag u or without, inside brackets or outside. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replaceAll("-", "\\x2d");
}

/** What is wrong with a pattern, in the engine's words, or null. Compiling runs nothing, so it may happen here. */
export function patternProblem(pattern: string, flags: string): string | null {
  try {
    new RegExp(pattern, flags);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether the pattern matches somewhere in the text, found out in the killable worker, or the rating error that says why nobody knows. */
export async function matchPattern(pattern: string, flags: string, text: string, tools: ScorerTools): Promise<boolean | RatingError> {
  const longest = Math.max(pattern.length, text.length);
  if (longest > maximumTextLength) return tooLong(longest);
  const outcome = await tools.regex.test(pattern, flags, text);
  switch (outcome.kind) {
    case "matched":
      return outcome.isMatch;
    case "timeout":
      return { kind: "error", code: "scorer/timeout", message: "The regular expression took too long and was stopped." };
    case "invalid":
      return { kind: "error", code: "scorer/invalid-pattern", message: `The regular expression is not valid: ${outcome.message}` };
  }
}

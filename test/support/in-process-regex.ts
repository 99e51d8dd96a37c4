// The RegexRunner port without a worker: for tests whose patterns end by themselves.
import type { FirstMatch, RegexRunner } from "../../src/core/base/ports.ts";

export const inProcessRegex: RegexRunner = {
  test: (pattern, flags, text) => {
    try {
      return Promise.resolve({ kind: "matched", isMatch: new RegExp(pattern, flags).test(text) });
    } catch (error) {
      return Promise.resolve({ kind: "invalid", message: String(error) });
    }
  },
  firstMatch: (patterns, flags, text) => Promise.resolve(firstMatch(patterns, flags, text)),
  close: () => Promise.resolve(),
};

/** A runner that kills every pattern. */
export const timeoutRegex: RegexRunner = {
  test: () => Promise.resolve({ kind: "timeout" }),
  firstMatch: (patterns) => Promise.resolve({ kind: "timeout", index: patterns.length - 1 }),
  close: () => Promise.resolve(),
};

function firstMatch(patterns: readonly string[], flags: string, text: string): FirstMatch {
  for (const [index, pattern] of patterns.entries()) {
    const match = new RegExp(pattern, flags).exec(text);
    if (match !== null)
      return {
        kind: "matched",
        index,
        groups: new Map(Object.entries<string | undefined>(match.groups ?? {}).map(([name, value]) => [name, value ?? ""])),
      };
  }
  return { kind: "unmatched" };
}

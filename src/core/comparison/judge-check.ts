// How steady a judge is: what it said when it was asked again about the same responses, and about responses that ask for a pass.
import { wilsonInterval } from "../stats/wilson.ts";
import type { Interval } from "./arm-figures.ts";

/** What a judge said of one response by one criterion. */
export interface Verdict {
  readonly value: number;
  readonly label: "pass" | "fail";
}

/** One criterion of one response, as it stands in the run and as the judge says now. */
export interface SecondOpinion {
  readonly criterion: string;
  /** The text that was put behind the response; null where the response was as it is. */
  readonly canary: { readonly id: string; readonly kind: string } | null;
  readonly before: Verdict;
  /** Null where the judge gave nothing that could be read. */
  readonly now: Verdict | null;
}

/** Verdicts of one criterion, or of all, that were asked for twice. */
export interface Steadiness {
  /** Verdicts that there are two of. */
  readonly compared: number;
  /** Those that differ. */
  readonly flips: number;
  /** Second answers that could not be read or had. */
  readonly errors: number;
  /** flips / compared with Wilson's 95% interval; null where nothing was compared. */
  readonly flipRate: Interval | null;
  /** Fails that were compared, and those of them that are a pass now. */
  readonly fails: number;
  readonly failsTurned: number;
  /** Mean absolute difference of the values, 0 to 1: for a rubric, how far its scores move. Null where nothing was compared. */
  readonly meanDifference: number | null;
}

export interface CanaryFigures {
  /** Fails that were asked about again with such a text behind the response, and answered. */
  readonly tried: number;
  /** Those of them that became a pass. */
  readonly turned: number;
  readonly errors: number;
  /** turned / tried with Wilson's 95% interval; null where none was tried. */
  readonly rate: Interval | null;
}

export interface JudgeCheckFigures {
  readonly criteria: readonly (Steadiness & { readonly id: string })[];
  readonly all: Steadiness;
  readonly canaries: CanaryFigures & {
    readonly kinds: readonly (CanaryFigures & { readonly kind: string; readonly turnedBy: readonly string[] })[];
  };
}

const confidence = 0.95;

/** The figures of a check; `criteria` and `kinds` say which lines there are and in which order. */
export function judgeCheckFigures(
  opinions: readonly SecondOpinion[],
  { criteria, kinds }: { readonly criteria: readonly string[]; readonly kinds: readonly string[] },
): JudgeCheckFigures {
  const again = opinions.filter(({ canary }) => canary === null);
  const tried = opinions.filter(({ canary }) => canary !== null);
  return {
    criteria: criteria.map((id) => ({ id, ...steadiness(again.filter(({ criterion }) => criterion === id)) })),
    all: steadiness(again),
    canaries: {
      ...canaryFigures(tried),
      kinds: kinds.map((kind) => {
        const ofKind = tried.filter(({ canary }) => canary?.kind === kind);
        return {
          kind,
          ...canaryFigures(ofKind),
          turnedBy: [...new Set(ofKind.filter(isTurned).map(({ canary }) => canary?.id ?? ""))].sort(),
        };
      }),
    },
  };
}

function steadiness(opinions: readonly SecondOpinion[]): Steadiness {
  const compared = opinions.flatMap(({ before, now }) => (now === null ? [] : [{ before, now }]));
  const flips = compared.filter(({ before, now }) => before.label !== now.label).length;
  // In an order of their own: equal answers give equal sums, whichever came first.
  const differences = compared.map(({ before, now }) => Math.abs(before.value - now.value)).sort((a, b) => a - b);
  return {
    compared: compared.length,
    flips,
    errors: opinions.length - compared.length,
    flipRate: rateOf(flips, compared.length),
    fails: compared.filter(({ before }) => before.label === "fail").length,
    failsTurned: opinions.filter(isTurned).length,
    meanDifference: compared.length === 0 ? null : differences.reduce((sum, difference) => sum + difference, 0) / compared.length,
  };
}

function canaryFigures(opinions: readonly SecondOpinion[]): CanaryFigures {
  const tried = opinions.filter(({ now }) => now !== null).length;
  const turned = opinions.filter(isTurned).length;
  return { tried, turned, errors: opinions.length - tried, rate: rateOf(turned, tried) };
}

function isTurned({ before, now }: SecondOpinion): boolean {
  return before.label === "fail" && now?.label === "pass";
}

function rateOf(count: number, of: number): Interval | null {
  if (of === 0) return null;
  const { estimate: value, lower, upper } = wilsonInterval(count, of, confidence);
  return { value, lower, upper };
}

/**
 * By how much the difference of two arms over `rows` rows moves for the judge's unsteadiness alone, in 95 of 100 cases: a fraction. Two readings that
 * differ with probability f vary by f/2 each, and a difference of two means over n rows by f/n.
 */
export function noiseOfFlips(flipRate: number, rows: number): number {
  return 1.959963984540054 * Math.sqrt(flipRate / rows);
}

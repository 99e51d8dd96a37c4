// A comparison in one sentence that a non-statistician can act on; the method stands behind it, never in it.
import { fewestClusters } from "../stats/clusters.ts";
import { fewestRows, type MetricComparison } from "./compare-arms.ts";

/** `12.5 points`; whole numbers stand without a decimal. */
export function points(fraction: number): string {
  const text = digits(fraction);
  return `${text} ${text === "1" ? "point" : "points"}`;
}

/** `+6.5 points`, `-2 points` or `0 points`. */
export function signedPoints(fraction: number): string {
  return `${sign(fraction)}${points(fraction)}`;
}

function signed(fraction: number): string {
  return `${sign(fraction)}${digits(fraction)}`;
}

function digits(fraction: number): string {
  return (Math.abs(fraction) * 100).toFixed(1).replace(/\.0$/, "");
}

function sign(fraction: number): string {
  if (digits(fraction) === "0") return "";
  return fraction < 0 ? "-" : "+";
}

export function verdictSentence(variant: string, baseline: string, comparison: MetricComparison, margin: number): string {
  const { difference, won, lost } = comparison;
  const counts = (better: string, number: number, worse: string, other: number): string =>
    comparison.isBinary
      ? `${count(number, "row")} only ${better} passed, ${other} only ${worse} passed`
      : `${better} did better in ${count(number, "row")}, ${worse} in ${other}`;
  const range = `between ${signed(difference.lower)} and ${signedPoints(difference.upper)}`;
  const grouped = comparison.clusters === undefined ? "" : ` These are ${rowsInGroups(comparison)}.`;
  switch (comparison.verdict) {
    case "better":
      return `${variant} is better than ${baseline}: ${counts(variant, won, baseline, lost)}. The gain is ${signedPoints(difference.value)} (${range}).${grouped}`;
    case "worse":
      return `${variant} is worse than ${baseline}: ${counts(baseline, lost, variant, won)}. The change is ${signedPoints(difference.value)} (${range}).${grouped}`;
    case "no_evidence":
      return `No evidence of a difference between ${variant} and ${baseline}: ${rowsInGroups(comparison)} could have shown a change of ${points(margin)} and did not (${signedPoints(difference.value)}, ${range}).`;
    case "not_enough_rows":
      return isTooFewGroups(comparison)
        ? `Not enough groups to tell ${variant} from ${baseline}: these are ${rowsInGroups(comparison)}, and rows of one group do not count by themselves. It takes at least ${fewestClusters} groups.`
        : `Not enough rows to tell ${variant} from ${baseline}: ${notEnough(comparison, margin)}`;
  }
}

/** `80 rows`, or `80 rows in 20 groups`. */
function rowsInGroups({ rows, clusters }: Pick<MetricComparison, "rows" | "clusters">): string {
  return clusters === undefined ? count(rows, "row") : `${count(rows, "row")} in ${count(clusters, "group")}`;
}

function isTooFewGroups({ clusters }: MetricComparison): boolean {
  return clusters !== undefined && clusters < fewestClusters;
}

function notEnough(comparison: MetricComparison, margin: number): string {
  const { isBinary, rows, clusters, minimumDetectableEffect, rowsForMargin } = comparison;
  // Of means, only those that all differ alike have no detectable effect.
  if ((!isBinary || clusters !== undefined) && minimumDetectableEffect === null && rows >= fewestRows)
    return `the difference is the same in each of these ${rowsInGroups(comparison)}, which does not tell how small a change they could show.`;
  const these = rows === 1 ? "1 row" : `these ${rowsInGroups(comparison)}`;
  const limit =
    minimumDetectableEffect === null
      ? `${these} cannot show any change.`
      : `${these} cannot reliably show a change smaller than ${points(minimumDetectableEffect)}.`;
  return rowsForMargin === null || rowsForMargin <= rows
    ? limit
    : `${limit} About ${rowsForMargin} rows${clusters === undefined ? "" : " in groups of this size"} would show ${points(margin)}.`;
}

/** `1 row`, `2 rows`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

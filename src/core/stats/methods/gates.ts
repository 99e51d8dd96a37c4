// Methods that decide a gate: no worse than the baseline by more than a margin.
import { noninferiorityBinary as decideBinary, noninferiorityMean as decideMean, type Noninferiority } from "../noninferiority.ts";
import { level, positive } from "./fields.ts";
import { defineMethod } from "./method.ts";
import { pairedLists, pairedTable, toDifferences, toPairedTable } from "./paired-input.ts";

const options = { margin: positive("tolerated loss"), alpha: level("one-sided level", 0.5) };
const output = {
  diff: ["num", "difference, variant − baseline"],
  lower: ["num", "lower limit"],
  upper: ["num", "upper limit"],
  decision: ["string", '"pass", "fail" or "inconclusive"'],
} as const;
const rule = "pass if lower > −margin; fail if upper < −margin; else inconclusive.";

function toResult({ difference, lower, upper, decision }: Noninferiority) {
  return { diff: difference, lower, upper, decision };
}

export const noninferiorityBinary = defineMethod({
  title: "Gate on pass rates",
  formula: `\`newcombe_paired_diff\` at confidence 1 − 2·alpha; ${rule}`,
  source: "ICH E9; Newcombe 1998",
  input: { ...pairedTable, ...options },
  output,
  calculate: ({ margin, alpha, ...counts }) => toResult(decideBinary(toPairedTable(counts), { margin, alpha })),
});

export const noninferiorityMean = defineMethod({
  title: "Gate on means",
  formula: `\`paired_t\` at confidence 1 − 2·alpha; ${rule}`,
  source: "ICH E9",
  input: { ...pairedLists(2), ...options },
  output,
  calculate: ({ margin, alpha, ...lists }) => toResult(decideMean(toDifferences(lists), { margin, alpha })),
});

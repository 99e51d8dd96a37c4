// Methods on one pass rate and on two rates of the same rows.
import { newcombePairedDifference, tangoPairedDifference } from "../paired-proportions.ts";
import { wilsonInterval } from "../wilson.ts";
import { count, level } from "./fields.ts";
import { defineMethod, refuseUnless } from "./method.ts";
import { pairedTable, toPairedTable } from "./paired-input.ts";

const confidence = level("confidence level");

export const wilsonCi = defineMethod({
  title: "Interval of one pass rate",
  formula: "(p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), without continuity correction, clipped to [0,1]. Assumes independent rows.",
  source: "Wilson 1927",
  input: { k: count("passes, at most n"), n: count("rows", 1), confidence },
  output: { estimate: ["num", "k/n"], lower: ["num", "lower limit"], upper: ["num", "upper limit"] },
  calculate: (values) => {
    refuseUnless(values.k <= values.n, "k must be an integer between 0 and n");
    const { estimate, lower, upper } = wilsonInterval(values.k, values.n, values.confidence);
    return { estimate, lower, upper };
  },
});

export const newcombePairedDiff = defineMethod({
  title: "Interval of the difference of two pass rates on the same rows",
  formula:
    "Method 10: p1 = (both_pass + only_variant)/n and p2 = (both_pass + only_baseline)/n with their Wilson limits l1, u1, l2, u2. " +
    "x = both_pass·both_fail − only_variant·only_baseline; D = √ of the product of the four margins. phi = 0 if D = 0; (x − n/2)/D if x > n/2; 0 if 0 ≤ x ≤ n/2; x/D if x < 0. " +
    "lower = diff − √((p1−l1)² − 2·phi·(p1−l1)(u2−p2) + (u2−p2)²); upper = diff + √((u1−p1)² − 2·phi·(u1−p1)(p2−l2) + (p2−l2)²). " +
    "It has a width even without a discordant row.",
  source: "Newcombe 1998, Statistics in Medicine 17:2635",
  input: { ...pairedTable, confidence },
  output: {
    diff: ["num", "difference of the pass rates"],
    lower: ["num", "lower limit"],
    upper: ["num", "upper limit"],
    phi: ["num", "the corrected correlation used"],
  },
  calculate: (values) => {
    const { difference, lower, upper, phi } = newcombePairedDifference(toPairedTable(values), values.confidence);
    return { diff: difference, lower, upper, phi };
  },
});

export const tangoPairedDiff = defineMethod({
  title: "Score interval of the difference of two pass rates on the same rows",
  formula:
    "The values of delta at which (b − c − n·delta)/√(n(2q + delta(1−delta))) is +z and −z, with b = only_variant, c = only_baseline and q the constrained " +
    "maximum-likelihood estimate of P(only_baseline): the larger root of 2n·q² + (−b − c + (2n − b + c)·delta)·q − c·delta(1−delta) = 0. A cross-check of Newcombe's interval.",
  source: "Tango 1998",
  input: { ...pairedTable, confidence },
  output: { diff: ["num", "difference of the pass rates"], lower: ["num", "lower limit"], upper: ["num", "upper limit"] },
  calculate: (values) => {
    const { difference, lower, upper } = tangoPairedDifference(toPairedTable(values), values.confidence);
    return { diff: difference, lower, upper };
  },
});

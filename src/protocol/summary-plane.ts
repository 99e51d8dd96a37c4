// The summary of a run as the view draws it: flat, in words and finished figures; the view lays out and computes no result.
import * as z from "zod/mini";
import { labelledActionSchema } from "./actions.ts";
import { verdictSchema } from "./verdicts.ts";

/** Fractions of 1; a difference may be negative. */
export const intervalSchema = z.object({ value: z.number(), lower: z.number(), upper: z.number() });
export type Interval = z.output<typeof intervalSchema>;

/** Why there are no final figures: one sentence, what it means, what to do (the first action is the filled button), and facts. */
export const stateCardSchema = z.object({
  icon: z.enum(["beaker", "loading", "sync", "stop", "error", "shield", "warning", "info"]),
  sentence: z.string(),
  explanation: z.string(),
  actions: z.array(labelledActionSchema),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
});
export type StateCard = z.output<typeof stateCardSchema>;

/** One arm of the run. */
export const armPlaneSchema = z.object({
  name: z.string(),
  isBaseline: z.boolean(),
  samples: z.number(),
  passed: z.number(),
  failed: z.number(),
  errors: z.number(),
  /** With its 95% interval; null without samples. */
  passRate: z.nullable(intervalSchema),
});
export type ArmPlane = z.output<typeof armPlaneSchema>;

/** The variant that is looked at against the baseline; null for a run without variants and while a run is live. */
export const comparisonPlaneSchema = z.object({
  verdict: verdictSchema,
  sentence: z.string(),
  /** Method, p and family, for whoever asks how this was computed. */
  details: z.string(),
  rows: z.number(),
  won: z.number(),
  lost: z.number(),
  tied: z.number(),
  difference: intervalSchema,
  /** How far the difference moves when nothing is changed, in words; null where nobody knows. */
  noise: z.nullable(z.string()),
  /** The arms are equal, and the run shows how far the figures of one prompt move. */
  isNoiseCheck: z.boolean(),
});
export type ComparisonPlane = z.output<typeof comparisonPlaneSchema>;

/** One criterion, those with the most failures of the variant first. */
export const criterionPlaneSchema = z.object({
  id: z.string(),
  name: z.string(),
  isHard: z.boolean(),
  /** `contains`, `judge`, `not-regex` … */
  kind: z.string(),
  /** In the order of the arms that are shown. */
  arms: z.array(z.object({ passed: z.number(), failed: z.number(), errors: z.number() })),
  comparison: z.nullable(z.object({ verdict: verdictSchema, difference: intervalSchema, won: z.number(), lost: z.number() })),
});
export type CriterionPlane = z.output<typeof criterionPlaneSchema>;

const rulingVerdicts = ["pass", "fail", "inconclusive"] as const;

/** The rules that were written down before the run. The verdict is null where gates do not apply to the run. */
export const gatesPlaneSchema = z.object({
  verdict: z.nullable(z.enum([...rulingVerdicts, "incomplete"])),
  sentence: z.string(),
  /** As many as fit, those that fail first. */
  rulings: z.array(z.object({ verdict: z.enum(rulingVerdicts), sentence: z.string() })),
});
export type GatesPlane = z.output<typeof gatesPlaneSchema>;

const runStatuses = [
  "empty",
  "loading",
  "running",
  "paused",
  "cancelled",
  "interrupted",
  "incomplete",
  "done",
  "failed",
  "untrusted",
] as const;

export const summaryPlaneSchema = z.object({
  /** What the panel shows, for `setState`: the project's folder, and the run, or the experiment that has not run. */
  subject: z.object({ root: z.string(), path: z.string(), run: z.nullable(z.string()) }),
  title: z.string(),
  /** `80 rows, 1 epoch · simulated · today 14:02 · $0.24` */
  context: z.string(),
  status: z.enum(runStatuses),
  card: z.nullable(stateCardSchema),
  /** Samples that have ended, and planned; null when nothing runs. */
  progress: z.nullable(z.object({ ended: z.number(), planned: z.number() })),
  /** Set when the files are no longer what the run pinned: the figures are dimmed and this is said. */
  editedSince: z.nullable(z.object({ sentence: z.string(), actions: z.array(labelledActionSchema) })),
  /** Names of the variants that can be looked at; empty for a run of the baseline alone. */
  variants: z.array(z.string()),
  /** The variant that is looked at; null when there is none. */
  variant: z.nullable(z.string()),
  /** The baseline and the variant looked at. */
  arms: z.array(armPlaneSchema),
  comparison: z.nullable(comparisonPlaneSchema),
  criteria: z.array(criterionPlaneSchema),
  /** Null for a run without gates, and while it is live. */
  gates: z.nullable(gatesPlaneSchema),
  /** Tokens, cost and latency, formatted, a value for each arm shown and the change. */
  totals: z.array(z.object({ label: z.string(), values: z.array(z.string()), change: z.string() })),
  warnings: z.array(z.object({ severity: z.enum(["warning", "info"]), text: z.string(), actions: z.array(labelledActionSchema) })),
});
export type SummaryPlane = z.output<typeof summaryPlaneSchema>;

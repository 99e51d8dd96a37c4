// An approved baseline: what a run came to, row by row, as somebody vouched for it. Small, without the text of a row, made to be committed.
import * as z from "zod";
import { canonicalJson } from "../base/canonical-json.ts";
import { amountSchema, hashSchema, nameSchema, pathSchema, runIdSchema, timeSchema } from "./stored-values.ts";

export const baselineSuffix = ".baseline.json";

/** The most bytes that such a file has: a million rows, and some. */
export const mostBaselineBytes = 256 * 1024 * 1024;

const fraction = z.number().min(0).max(1);

const approvedBaselineSchema = z.strictObject({
  schema: z.literal("touchstone.baseline/1"),
  run: runIdSchema,
  /** The arm of the run that was approved. */
  arm: nameSchema,
  approvedAt: timeSchema,
  /** Of the files that the arm was made from; null outside a repository. */
  commit: nameSchema.nullable(),
  /** True where they differed from the commit. */
  isDirty: z.boolean(),
  isSimulated: z.boolean(),
  experiment: z.strictObject({ path: pathSchema, hash: hashSchema }),
  collection: z.strictObject({ path: pathSchema, hash: hashSchema }),
  template: z.strictObject({ path: pathSchema, hash: hashSchema }),
  model: z.strictObject({ id: nameSchema, configHash: hashSchema }),
  criteria: z.strictObject({ path: pathSchema, hash: hashSchema }),
  judge: z.strictObject({ model: nameSchema, configHash: hashSchema, promptHash: hashSchema }).nullable(),
  epochs: z.int().min(1),
  figures: z.strictObject({
    samples: amountSchema,
    passed: amountSchema,
    failed: amountSchema,
    errors: amountSchema,
    passRate: fraction,
    meanScore: fraction.nullable(),
    /** Null where a price is unknown. */
    costUsd: amountSchema.nullable(),
    criteria: z.record(nameSchema, z.strictObject({ passed: amountSchema, failed: amountSchema, errors: amountSchema })),
  }),
  /** By row id: the hash of the row, and a letter for each epoch: P passed, F failed, E ended in an error. */
  rows: z.record(nameSchema, z.strictObject({ hash: hashSchema, outcomes: z.string().regex(/^[PFE]+$/) })),
});

export type ApprovedBaseline = z.output<typeof approvedBaselineSchema>;

/** Null for what is none, or one of another version. */
export function parseApprovedBaseline(text: string): ApprovedBaseline | null {
  try {
    return approvedBaselineSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** As it is written: a line for each row and each fact, keys in order, so that two of them differ only where they differ. */
export function writtenBaseline(baseline: ApprovedBaseline): string {
  const { rows, ...facts } = baseline;
  const sorted = (value: object): [string, unknown][] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const line = ([key, value]: [string, unknown], indent: string): string => `${indent}${JSON.stringify(key)}: ${canonicalJson(value)}`;
  const lines = sorted(facts).map((fact) => line(fact, "  "));
  const ofRows = sorted(rows).map((row) => line(row, "    "));
  return `{\n${lines.join(",\n")},\n  "rows": {\n${ofRows.join(",\n")}\n  }\n}\n`;
}

/** Where the baseline of an experiment lies: beside it, with its name where it has one of its own. Null for a name that is none. */
export function baselinePath(experiment: string, name: string | null): string | null {
  const stem = experiment.replace(/\.(experiment\.yaml|prompt)$/, "");
  if (name === null) return `${stem}${baselineSuffix}`;
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name) ? `${stem}.${name}${baselineSuffix}` : null;
}

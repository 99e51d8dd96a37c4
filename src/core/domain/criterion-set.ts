// A criterion set: pass/fail or scored questions about a response.
import * as z from "zod";
import type { Hash } from "../base/hash.ts";
import type { Script } from "../base/ports.ts";

export const identifierPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

const identifierSchema = z.string().regex(identifierPattern, "must start with a letter or digit and hold only letters, digits, _ . -");

/** The keys of every criterion; each check adds its own (see `core/scorers`). */
export const criterionShape = {
  id: identifierSchema.describe("Stable name, used in files, gates and exports."),
  name: z.string().optional().describe("Name for people."),
  severity: z
    .enum(["hard", "soft"])
    .default("hard")
    .describe("A failing hard criterion fails the sample; a soft one only moves the score."),
  weight: z.number().positive().default(1).describe("Its share of the score, relative to the others."),
};

/** Versions of the judge prompt. */
export type JudgeVersion = 1 | 2;

export const judgeSettingsSchema = z.strictObject({
  model: z.string().min(1).describe("The judge's model config: a path ending in .model.yaml, or provider/model."),
  version: z
    .literal([1, 2])
    .optional()
    .describe("Version of the judge prompt: 1 knows questions, 2 rubrics too. Default: 2 where the set has a rubric, else 1."),
});

export const evaluatorSchema = z.strictObject({
  id: identifierSchema.describe("Stable name, used in tables and exports."),
  name: criterionShape.name,
  file: z.string().min(1).describe("The script, relative to this file: .mjs or .js (an ES module) or .cjs, exporting evaluateRun."),
});

/** The keys of a criterion set beside its criteria. */
export const criterionSetShape = {
  format: z.literal(1).optional().describe("Format version."),
  name: z.string().optional().describe("Name for people."),
  judge: judgeSettingsSchema.optional().describe("Who answers the questions."),
  threshold: z.number().min(0).max(1).optional().describe("A sample passes only when its weighted score reaches this."),
  evaluators: z
    .array(evaluatorSchema)
    .max(100)
    .optional()
    .describe("Scripts that see all samples of an arm and answer one figure; no part of score, pass rate or gates."),
};

export interface Criterion {
  readonly id: string;
  readonly name: string | null;
  readonly severity: "hard" | "soft";
  readonly weight: number;
  /** The scorer in the registry: `judge` for a question, else the check without its `not-`. */
  readonly scorer: string;
  readonly isNegated: boolean;
  /** The keys that only this scorer knows, checked against its schema. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The file whose code rates; absent where none does. */
  readonly script?: Script;
  readonly hash: Hash;
}

/** One figure for each arm, by a script that sees all of its samples. */
export interface Evaluator {
  readonly id: string;
  readonly name: string | null;
  readonly script: Script;
  /** Of its id and the content of its file. */
  readonly hash: Hash;
}

const askedScorers: readonly string[] = ["judge", "rubric"];

/** True where a judge rates; all else is rated here. */
export function isAsked(criterion: Pick<Criterion, "scorer">): boolean {
  return isAskedAlone(criterion) || isPairwise(criterion);
}

/** True where a judge is asked about one response by itself. */
export function isAskedAlone({ scorer }: Pick<Criterion, "scorer">): boolean {
  return askedScorers.includes(scorer);
}

/** True where a judge says which of two responses it prefers. */
export function isPairwise({ scorer }: Pick<Criterion, "scorer">): boolean {
  return scorer === "pairwise";
}

/** The same of a criterion's kind in a manifest, which has the `not-` before it. */
export function isAskedKind(kind: string): boolean {
  return isAsked({ scorer: scorerOf(kind) });
}

/** True of a kind in a manifest where one response says all that there is to rate. */
export function isAskedAloneKind(kind: string): boolean {
  return isAskedAlone({ scorer: scorerOf(kind) });
}

function scorerOf(kind: string): string {
  return kind.replace(/^not-/, "");
}

export interface CriterionSet {
  readonly path: string;
  readonly name: string | null;
  /** As written; resolved by the documents layer. */
  readonly judge: z.output<typeof judgeSettingsSchema> | null;
  /** The judge prompt that its questions and rubrics are asked with. */
  readonly judgeVersion: JudgeVersion;
  readonly threshold: number | null;
  readonly criteria: readonly Criterion[];
  /** No part of the hash: they change no rating. */
  readonly evaluators: readonly Evaluator[];
  /** Hash over the criteria sorted by id, the threshold and the judge's version. */
  readonly hash: Hash;
}

/** The files whose code is run for `samples` samples that are still to be rated, each once; when all have been, only the evaluators are left. */
export function scriptsOf({ criteria, evaluators }: Pick<CriterionSet, "criteria" | "evaluators">, samples: number): Script[] {
  const rating = samples === 0 ? [] : criteria.flatMap(({ script }) => script ?? []);
  const scripts = [...rating, ...evaluators.map(({ script }) => script)];
  return [...new Map(scripts.map((script) => [`${script.path}\0${script.sha256}`, script])).values()];
}

// What responses are rated by: the criteria that an experiment names, the judge of their questions, and how it is asked.
import { hashValue } from "../base/hash.ts";
import { isAsked, isAskedAlone } from "../domain/criterion-set.ts";
import { unfilledCriterion } from "../scorers/asked-criterion.ts";
import { judgeOutput } from "../scorers/judge-request.ts";
import { pairwiseOutput } from "../scorers/pairwise-request.ts";
import { checkRequest } from "./check-request.ts";
import { requestShape } from "./configuration.ts";
import type { ExperimentSource } from "./experiment-source.ts";
import { ownJudge, readCriteria, type CriteriaDocument } from "./read-criteria.ts";
import { readEmbeddings } from "./read-embeddings.ts";
import { resolveModel } from "./read-model.ts";
import type { ProjectSource } from "./read-project.ts";
import type { Reader } from "./reader.ts";
import type { Setup } from "./setup.ts";

export type RatingSetup = Pick<Setup, "judge" | "rating" | "embeddings">;

export async function readNamedCriteria(reader: Reader, { document, source, yaml }: ExperimentSource): Promise<CriteriaDocument | null> {
  const path = await reader.follow({ source, range: yaml.rangeOf(["criteria"]), target: document.criteria }, "criterion set");
  return path === null ? null : readCriteria(reader, path);
}

/** The value is null when a judge is needed and there is none. */
export async function readRating(
  reader: Reader,
  { document }: ExperimentSource,
  project: ProjectSource,
  criteria: CriteriaDocument | null,
): Promise<RatingSetup | null> {
  const rating = {
    mode: document.rating?.mode ?? project.defaults.rating?.mode ?? "detailed",
    grouping: document.rating?.grouping ?? project.defaults.rating?.grouping ?? "together",
  } as const;
  const questions = criteria?.set.criteria.filter(isAsked) ?? [];
  const embeddings = criteria === null ? {} : await readEmbeddings(reader, criteria);
  if (embeddings === null) return null;
  if (criteria === null || questions.length === 0) return { judge: null, rating, ...embeddings };
  const reference = ownJudge(criteria) ?? project.reference("judge");
  if (reference === null) {
    reader.report([
      criteria.source.diagnose(criteria.yaml.rangeOf(["criteria"]), {
        code: "criteria/no-judge",
        message: "This set asks questions but names no judge.",
        hint: "Add `judge: {model: …}` here, or `defaults: {judge: …}` in touchstone.yaml.",
      }),
    ]);
    return null;
  }
  const model = await resolveModel(reader, reference);
  if (model === null) return null;
  const alone = questions.filter(isAskedAlone);
  const output = alone.length > 0 ? judgeOutput(alone.map(unfilledCriterion), rating.mode) : pairwiseOutput("pairwise", rating.mode);
  reader.report(checkRequest({ ...model, output }, reference));
  return { judge: { model, configHash: hashValue("touchstone/config/1", { model: requestShape(model) }) }, rating, ...embeddings };
}

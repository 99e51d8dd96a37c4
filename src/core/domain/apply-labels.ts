// Labels laid over a record: what people said stands beside the ratings of the run, and in their place where every arm has it. The record itself stays the fold of its journals.
import type { VerdictsByResponse } from "./gather-verdicts.ts";
import type { LabelsFile, PeopleVerdict } from "./people-verdict.ts";
import { isAnswered, type RunRecord, type SampleRecord } from "./run-record.ts";
import type { RatingFacts, RatingsByCriterion } from "./shared-ratings.ts";

/** What the labels file says of one run. */
export interface RunLabels {
  readonly file: LabelsFile;
  readonly verdicts: VerdictsByResponse;
  /** Hashes of the run's rows by id. */
  readonly rows: ReadonlyMap<string, string>;
}

/** The ratings that figures count. */
export function countedRatings({ ratings, labels }: Pick<SampleRecord, "ratings" | "labels">): RatingsByCriterion {
  return labels?.counted ?? ratings;
}

/** The record with labels: a new one, that shares every sample nobody labelled. */
export function applyLabels(record: RunRecord, { file, verdicts, rows }: RunLabels): RunRecord {
  const samples = new Map(record.samples);
  const labelled = new Map<string, SampleRecord[]>();
  for (const sample of record.samples.values()) {
    const byResponse = verdicts.get(rows.get(sample.row) ?? "");
    if (byResponse === undefined) continue;
    const fingerprint = isAnswered(sample.response) ? sample.response.fingerprint : null;
    const said = fingerprint === null ? undefined : byResponse.get(fingerprint);
    const withVerdicts =
      said === undefined ? sample : { ...sample, labels: { verdicts: said, counted: sample.ratings, countedIds: new Set<string>() } };
    labelled.set(sample.row, [...(labelled.get(sample.row) ?? []), withVerdicts]);
  }
  for (const row of labelled.values()) for (const sample of countLabels(row)) samples.set(sample.sample, sample);
  return { ...record, samples, labelsFile: file };
}

/**
 * The samples of one row in all arms that are compared, with what people said in the place of their ratings. By each criterion people
 * count in all of them or in none: a person here and a judge there would compare the raters and not the responses.
 */
export function countLabels(samples: readonly SampleRecord[]): SampleRecord[] {
  const answered = samples.filter(({ response }) => isAnswered(response));
  const criteria = new Set(answered.flatMap(({ labels }) => [...(labels?.verdicts.keys() ?? [])]));
  const agreed = [...criteria].filter((id) =>
    answered.every(({ labels, ratings }) => hasVerdict(labels?.verdicts.get(id)) && ratings.has(id)),
  );
  return samples.map((sample) => {
    const { labels, ratings } = sample;
    if (labels === undefined) return sample;
    const counted = new Map(ratings);
    for (const id of agreed) counted.set(id, ratingOfPeople(ratings.get(id), labels.verdicts.get(id)?.label ?? null));
    return { ...sample, labels: { ...labels, counted: agreed.length === 0 ? ratings : counted, countedIds: new Set(agreed) } };
  });
}

function hasVerdict(verdict: PeopleVerdict | undefined): boolean {
  return verdict !== undefined && verdict.label !== null;
}

/** A rating that people agree with stays as it is, with its value between 0 and 1 where it has one. */
function ratingOfPeople(rating: RatingFacts | undefined, label: "pass" | "fail" | null): RatingFacts {
  if (rating !== undefined && rating.error === null && rating.label === label) return rating;
  return { value: label === "pass" ? 1 : 0, label, error: null };
}

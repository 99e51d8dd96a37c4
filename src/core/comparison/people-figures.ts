// What people said of a run's responses, in figures: how much of it counts, which file it is from, and how far the run's own raters agree with it.
import type { LabelsFile, PeopleVerdict } from "../domain/people-verdict.ts";
import type { ManifestCriterion, RunManifest } from "../domain/run-manifest.ts";
import type { RunRecord, SampleRecord } from "../domain/run-record.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { correctedPassRate, type CorrectedPassRate } from "./corrected-rate.ts";
import { criterionAgreement, type CriterionAgreement } from "./people-agreement.ts";
import { count } from "./sentence.ts";

export interface PeopleFigures {
  /** The labels files, with the hash of their bytes. */
  readonly files: readonly { readonly path: string; readonly hash: string }[];
  /** Ratings of samples that people have a verdict on, or disagree about. */
  readonly ratings: number;
  /** Of these, those on which as many say pass as fail. */
  readonly ties: number;
  /** Those that the figures count in place of the run's own. */
  readonly counted: number;
  /** Of the counted, those that say something else than the run's own. */
  readonly changed: number;
  readonly agreement: readonly CriterionAgreement[];
  /** Of judged criteria, by arm. */
  readonly corrected: readonly CorrectedPassRate[];
  /** The same in words, for any reader of the figures. */
  readonly sentences: readonly string[];
}

export interface PeopleArm {
  readonly name: string;
  readonly samples: readonly SampleRecord[];
  readonly epochs: number;
}

/** Null where no labels file concerns the samples. */
export function peopleFigures(
  files: readonly LabelsFile[],
  arms: readonly PeopleArm[],
  criteria: readonly ManifestCriterion[],
): PeopleFigures | null {
  if (files.length === 0) return null;
  const samples = arms.flatMap((arm) => arm.samples).filter(({ labels }) => labels !== undefined);
  const counts = { ratings: 0, ties: 0, counted: 0, changed: 0 };
  for (const sample of samples) {
    for (const { id } of criteria) {
      const verdict = sample.labels?.verdicts.get(id);
      if (verdict === undefined) continue;
      counts.ratings += 1;
      if (verdict.label === null) counts.ties += 1;
      if (!isCounted(sample, id)) continue;
      counts.counted += 1;
      if (sample.ratings.get(id)?.label !== verdict.label) counts.changed += 1;
    }
  }
  const agreement = criteria.flatMap((criterion) => criterionAgreement(criterion, samples) ?? []);
  const corrected = criteria.flatMap((criterion) => arms.flatMap((arm) => correctedPassRate(criterion, arm) ?? []));
  const read = files.flatMap(({ path, hash }) => (hash === null ? [] : [{ path, hash }]));
  const distinct = [...new Map(read.map((file) => [`${file.path} ${file.hash}`, file])).values()];
  const problems = [...new Set(files.flatMap((file) => file.problems))];
  return { files: distinct, ...counts, agreement, corrected, sentences: [...countSentences(distinct, counts), ...problems] };
}

/** Of a run and all its arms. */
export function peopleOf(
  { epochs, criteria }: RunManifest,
  { labelsFile }: RunRecord,
  arms: readonly { readonly name: string; readonly samples: readonly ScoredSample[] }[],
): PeopleFigures | null {
  if (labelsFile === undefined) return null;
  const recorded = arms.map(({ name, samples }) => ({ name, epochs, samples: samples.map(({ record }) => record) }));
  return peopleFigures([labelsFile], recorded, criteria.items);
}

/** True where the figures count what people said, and not the run's own rating. */
export function isCounted({ labels }: Pick<SampleRecord, "labels">, criterion: string): boolean {
  return labels?.countedIds.has(criterion) ?? false;
}

function countSentences(
  files: PeopleFigures["files"],
  { ratings, ties, counted, changed }: Pick<PeopleFigures, "ratings" | "ties" | "counted" | "changed">,
): string[] {
  const names = files.map(({ path, hash }) => `${path} (${hash.slice(0, "sha256:".length + 12)})`).join(" and ");
  const moved =
    counted === 0
      ? []
      : [
          `People's ratings from ${names} stand for ${count(counted, "rating")} in these figures; ${changed} of them differ from what the run's own rater said.`,
        ];
  const waiting = ratings - ties - counted;
  const beside =
    waiting === 0
      ? []
      : [
          `${count(waiting, "rating")} by people from ${names} ${waiting === 1 ? "does" : "do"} not count here: not every arm's response to that row is rated.`,
        ];
  const tied =
    ties === 0 ? [] : [`On ${count(ties, "rating")} people disagree, as many for pass as for fail: the run's own rating counts.`];
  return [...moved, ...beside, ...tied];
}

/** `people: fail (ada fail, ben pass, cem fail)`. */
export function verdictText({ label, votes }: PeopleVerdict): string {
  const said = votes.map((vote) => `${vote.by}: ${vote.label}${vote.note === null ? "" : `, “${vote.note}”`}`).join("; ");
  return `people say ${label ?? "pass as often as fail"} (${said})`;
}

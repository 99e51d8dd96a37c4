// How far a criterion's rater, the judge or a check, agrees with people: the table of both, accuracy and Cohen's kappa, always side by side.
import { isAskedKind } from "../domain/criterion-set.ts";
import { isAnswered, type SampleRecord } from "../domain/run-record.ts";
import type { ManifestCriterion } from "../domain/run-manifest.ts";
import { cohenKappa, krippendorffAlphaNominal } from "../stats/agreement.ts";
import { normalQuantile } from "../stats/quantile-functions.ts";

/** Responses by what people and what the criterion's own rater said. */
export interface AgreementCounts {
  readonly bothPass: number;
  readonly onlyPeoplePass: number;
  readonly onlyRaterPass: number;
  readonly bothFail: number;
}

export interface CriterionAgreement {
  readonly criterion: string;
  /** Who is held against people. */
  readonly rater: "judge" | "check";
  /** Responses that both rated; equal responses to one row are one. */
  readonly rated: number;
  readonly table: AgreementCounts;
  /** The share of responses on which the two say the same; null without any. */
  readonly accuracy: number | null;
  /** With its interval; null without responses, and where both said one and the same throughout. */
  readonly kappa: { readonly value: number; readonly lower: number; readonly upper: number } | null;
  /** The share that people passed; null without any. */
  readonly peoplePassRate: number | null;
  /** Responses on which as many people say pass as fail: they are no verdict. */
  readonly ties: number;
  /** Responses with a verdict of people whose own rating is an error or missing. */
  readonly unrated: number;
  /** Among people, where some responses have two raters or more; null where none has, or all said the same. */
  readonly alphaAmongPeople: number | null;
  readonly notes: readonly string[];
}

const confidence = 0.95;
const fewestForKappa = 30;
/** Where so many answers are alike, kappa is low even for raters that hardly ever differ. */
const lopsidedShare = 0.85;

/** A sample with a verdict of people, and what its own rater said. */
export interface RatedByBoth {
  readonly people: "pass" | "fail" | null;
  /** Null for an error. */
  readonly rater: "pass" | "fail" | null;
  readonly votes: readonly ("pass" | "fail")[];
}

/** Each labelled response to a row once, however many samples have it: two arms that answer alike, and epochs of one, are no two ratings. */
export function ratedByBoth(samples: Iterable<SampleRecord>, criterion: string): RatedByBoth[] {
  const found = new Map<string, RatedByBoth>();
  for (const { row, response, ratings, labels } of samples) {
    const verdict = labels?.verdicts.get(criterion);
    if (verdict === undefined || !isAnswered(response)) continue;
    const key = JSON.stringify([row, response.fingerprint]);
    const rating = ratings.get(criterion);
    const rater = rating === undefined || rating.value === null ? null : rating.label;
    if (!found.has(key)) found.set(key, { people: verdict.label, rater, votes: verdict.votes.map(({ label }) => label) });
  }
  return [...found.values()];
}

/** Of one criterion over the samples given; null where people rated none of them by it. */
export function criterionAgreement({ id, kind }: ManifestCriterion, samples: Iterable<SampleRecord>): CriterionAgreement | null {
  const both = ratedByBoth(samples, id);
  if (both.length === 0) return null;
  const table = countAgreement(both);
  const rated = table.bothPass + table.onlyPeoplePass + table.onlyRaterPass + table.bothFail;
  const kappa = rated === 0 ? null : kappaOf(table);
  const peoplePassRate = rated === 0 ? null : (table.bothPass + table.onlyPeoplePass) / rated;
  return {
    criterion: id,
    rater: isAskedKind(kind) ? "judge" : "check",
    rated,
    table,
    accuracy: rated === 0 ? null : (table.bothPass + table.bothFail) / rated,
    kappa,
    peoplePassRate,
    ties: both.filter(({ people }) => people === null).length,
    unrated: both.filter(({ people, rater }) => people !== null && rater === null).length,
    alphaAmongPeople: krippendorffAlphaNominal(both.map(({ votes }) => votes)).alpha,
    notes: notesOf(rated, kappa, peoplePassRate),
  };
}

export function countAgreement(both: readonly RatedByBoth[]): AgreementCounts {
  const number = (people: "pass" | "fail", rater: "pass" | "fail"): number =>
    both.filter((each) => each.people === people && each.rater === rater).length;
  return {
    bothPass: number("pass", "pass"),
    onlyPeoplePass: number("pass", "fail"),
    onlyRaterPass: number("fail", "pass"),
    bothFail: number("fail", "fail"),
  };
}

function kappaOf({ bothPass, onlyPeoplePass, onlyRaterPass, bothFail }: AgreementCounts): CriterionAgreement["kappa"] {
  const { kappa, standardError } = cohenKappa([
    [bothPass, onlyPeoplePass],
    [onlyRaterPass, bothFail],
  ]);
  if (kappa === null || standardError === null) return null;
  const halfWidth = -normalQuantile((1 - confidence) / 2) * standardError;
  return { value: kappa, lower: Math.max(-1, kappa - halfWidth), upper: Math.min(1, kappa + halfWidth) };
}

function notesOf(rated: number, kappa: CriterionAgreement["kappa"], passRate: number | null): string[] {
  if (passRate === null) return [];
  const few = rated < fewestForKappa ? [`Only ${rated} ${rated === 1 ? "response is" : "responses are"} rated: kappa may be far off.`] : [];
  const common = passRate >= 0.5 ? "passes" : "fails";
  const lopsided = Math.max(passRate, 1 - passRate) >= lopsidedShare;
  if (kappa === null) return [...few, "Kappa does not exist where both say one and the same throughout: rate responses of both kinds."];
  return lopsided
    ? [...few, `Nearly all responses are ${common} to people: kappa can be low where the two hardly differ, so read both figures.`]
    : few;
}

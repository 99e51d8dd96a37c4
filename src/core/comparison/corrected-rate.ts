// The pass rate that a judge gives to an arm, corrected by the errors it makes on responses that people rated; beside the raw rate, never in its place.
import { isAnswered, type SampleRecord } from "../domain/run-record.ts";
import type { ManifestCriterion } from "../domain/run-manifest.ts";
import { roganGladen } from "../stats/judge-correction.ts";
import { predictionPoweredMean } from "../stats/prediction-powered.ts";
import type { Interval } from "./arm-figures.ts";
import { countAgreement, ratedByBoth } from "./people-agreement.ts";
import { isAskedAloneKind } from "../domain/criterion-set.ts";

export interface CorrectedPassRate {
  readonly criterion: string;
  readonly variant: string;
  /** Responses that the judge rated, and the share of them it passed. */
  readonly judged: number;
  readonly rawRate: number;
  /** Responses of this arm that both people and the judge rated. */
  readonly calibration: number;
  /** The share of what people passed that the judge passed, and of what they failed that it failed; null without such responses. */
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  /** By Rogan and Gladen, with the interval of Lang and Reiczigel; null when `refusal` says why. */
  readonly corrected: Interval | null;
  readonly refusal: string | null;
  /** The prediction-powered mean, which asks only that the rated responses are a random part; null with fewer than two on either side. */
  readonly predictionPowered: Interval | null;
}

const confidence = 0.95;
/** At or below this sum of sensitivity and specificity the judge says too little for its errors to be reckoned out. */
const leastInformation = 1.2;

/** Of one arm: a judge may err more often for one than for another. Null for a check, and where people rated nothing of the arm. */
export function correctedPassRate(
  { id, kind }: ManifestCriterion,
  { name, samples, epochs }: { readonly name: string; readonly samples: readonly SampleRecord[]; readonly epochs: number },
): CorrectedPassRate | null {
  if (!isAskedAloneKind(kind)) return null;
  const both = ratedByBoth(samples, id).filter(({ people, rater }) => people !== null && rater !== null);
  const judged = samples.filter(({ response, ratings }) => isAnswered(response) && ratings.get(id)?.label != null);
  if (both.length === 0 || judged.length === 0) return null;
  const { bothPass, onlyPeoplePass, onlyRaterPass, bothFail } = countAgreement(both);
  const [truePass, trueFail] = [bothPass + onlyPeoplePass, bothFail + onlyRaterPass];
  const judgePass = judged.filter(({ ratings }) => ratings.get(id)?.label === "pass").length;
  const sensitivity = truePass === 0 ? null : bothPass / truePass;
  const specificity = trueFail === 0 ? null : bothFail / trueFail;
  const known = { criterion: id, variant: name, judged: judged.length, rawRate: judgePass / judged.length, calibration: both.length };
  const refusal = refusalOf(sensitivity, specificity, epochs);
  const counts = { judgePass, rows: judged.length, truePassJudgedPass: bothPass, truePass, trueFailJudgedFail: bothFail, trueFail };
  const rate = refusal === null ? roganGladen(counts, confidence) : null;
  const limits = rate?.langReiczigel ?? null;
  return {
    ...known,
    sensitivity,
    specificity,
    corrected: rate === null || limits === null ? null : { value: rate.theta, ...limits },
    refusal: rate !== null && limits === null ? tooFew : refusal,
    predictionPowered: epochs > 1 ? null : predictionPowered(judged, id),
  };
}

const tooFew = "Too few responses are rated by people for an interval.";

function refusalOf(sensitivity: number | null, specificity: number | null, epochs: number): string | null {
  if (epochs > 1) return "Rows that ran several times are not independent, which the method asks for.";
  if (sensitivity === null) return "People passed none of the rated responses, so nobody knows how often the judge passes a good one.";
  if (specificity === null) return "People failed none of the rated responses, so nobody knows how often the judge fails a bad one.";
  const sum = sensitivity + specificity;
  // A sum of 1.2 on paper may be a hair more in binary.
  if (sum > leastInformation + 1e-12) return null;
  return `The judge tells good from bad too badly to be corrected: sensitivity ${sensitivity.toFixed(2)} and specificity ${specificity.toFixed(2)} must come to more than ${leastInformation} together.`;
}

/** What the judge says of the unrated responses, shifted by what it is off by on those that people rated. */
function predictionPowered(judged: readonly SampleRecord[], criterion: string): Interval | null {
  const value = (label: "pass" | "fail" | null | undefined): number => (label === "pass" ? 1 : 0);
  const human: number[] = [];
  const judgeOnHumanRows: number[] = [];
  const judgeOnOtherRows: number[] = [];
  for (const { ratings, labels } of judged) {
    const people = labels?.verdicts.get(criterion)?.label ?? null;
    const judge = value(ratings.get(criterion)?.label);
    if (people === null) judgeOnOtherRows.push(judge);
    else {
      human.push(value(people));
      judgeOnHumanRows.push(judge);
    }
  }
  if (human.length < 2 || judgeOnOtherRows.length < 2) return null;
  const { theta, lower, upper } = predictionPoweredMean({ human, judgeOnHumanRows, judgeOnOtherRows }, confidence);
  return { value: theta, lower, upper };
}

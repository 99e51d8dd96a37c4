// What people said of a run's responses, in lines: what counts, how far the run's raters agree, and the pass rates that follow.
import type { CorrectedPassRate } from "../comparison/corrected-rate.ts";
import type { CriterionAgreement } from "../comparison/people-agreement.ts";
import type { PeopleFigures } from "../comparison/people-figures.ts";
import { formatPercent } from "./figures.ts";
import { textTable } from "./text-table.ts";

/** What counts, how far the run's raters agree, and the pass rates that could be corrected; none where no labels file concerns the run. */
export function peopleSentences(people: PeopleFigures | null): string[] {
  if (people === null) return [];
  return [
    ...people.sentences,
    ...people.agreement.map(agreementSentence),
    ...people.corrected.filter(({ corrected }) => corrected !== null).map(correctedSentence),
  ];
}

/** The same as a section of a summary. */
export function peopleLines(people: PeopleFigures | null): string[] {
  const sentences = peopleSentences(people);
  return sentences.length === 0 ? [] : ["People:", ...sentences.map((sentence) => `  ${sentence}`), ""];
}

/** `polite: the judge agrees with people on 45 of 50 (90.0%, kappa 0.78)`. */
function agreementSentence({ criterion, rater, rated, table, accuracy, kappa }: CriterionAgreement): string {
  if (accuracy === null) return `${criterion}: no response has both a verdict of people and a rating of the ${rater}`;
  const kappaText = kappa === null ? "no kappa" : `kappa ${kappa.value.toFixed(2)}`;
  return `${criterion}: the ${rater} agrees with people on ${table.bothPass + table.bothFail} of ${rated} (${formatPercent(accuracy)}, ${kappaText})`;
}

/** `polite, short: 82.0% by the judge; corrected for its errors 77.4% (61.0% – 90.1%), from 40 responses rated by people`. */
function correctedSentence({ criterion, variant, rawRate, corrected, refusal, calibration }: CorrectedPassRate): string {
  const raw = `${criterion}, ${variant}: ${formatPercent(rawRate)} by the judge`;
  if (corrected === null) return `${raw}; not corrected for its errors. ${refusal ?? ""}`.trim();
  const { value, lower, upper } = corrected;
  const range = `${formatPercent(lower)} – ${formatPercent(upper)}`;
  return `${raw}; corrected for its errors ${formatPercent(value)} (${range}), from ${calibration} rated by people`;
}

/** The whole table of agreement, with what to mind about it. */
export function agreementLines(people: PeopleFigures): string[] {
  const head = [
    "criterion",
    "rater",
    "rated",
    "both pass",
    "only people",
    "only rater",
    "both fail",
    "agree",
    "kappa",
    "95% interval",
    "among people",
  ];
  const rows = people.agreement.map(({ criterion, rater, rated, table, accuracy, kappa, alphaAmongPeople }) => [
    criterion,
    rater,
    String(rated),
    String(table.bothPass),
    String(table.onlyPeoplePass),
    String(table.onlyRaterPass),
    String(table.bothFail),
    accuracy === null ? "–" : formatPercent(accuracy),
    kappa === null ? "–" : kappa.value.toFixed(2),
    kappa === null ? "–" : `${kappa.lower.toFixed(2)} – ${kappa.upper.toFixed(2)}`,
    alphaAmongPeople === null ? "–" : `alpha ${alphaAmongPeople.toFixed(2)}`,
  ]);
  const notes = people.agreement.flatMap(({ criterion, notes: own, ties, unrated }) => [
    ...own.map((note) => `! ${criterion}: ${note}`),
    ...(ties > 0 ? [`! ${criterion}: people disagree on ${ties} of the responses, which are left out.`] : []),
    ...(unrated > 0 ? [`! ${criterion}: ${unrated} of the rated responses have no rating of the run itself and are left out.`] : []),
  ]);
  return [...textTable(head, rows), "", ...people.corrected.map(correctedSentence), ...people.sentences, ...notes];
}

// What keeps a comparison from meaning what it seems to: found in the manifest and the record, each with what to do (statistics §5). The gravest first.
import type { RunManifest } from "../domain/run-manifest.ts";
import { isAnswered } from "../domain/run-record.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { fewestRows } from "./compare-arms.ts";
import type { VariantComparison } from "./compare-variants.ts";
import { isPinned, modelFamily } from "./model-names.ts";
import { isInsideNoise, noiseText, type NoiseFloor } from "./noise.ts";
import { count, signedPoints } from "./sentence.ts";

export interface DesignWarning {
  /** `info` where the figures stand, and something would make more of them. */
  readonly severity: "warning" | "info";
  readonly text: string;
  /** What a door can offer beside the words. */
  readonly remedy?: "noise-check";
}

export interface WarnedArm {
  readonly name: string;
  readonly samples: readonly ScoredSample[];
  readonly comparison: VariantComparison | null;
}

type Subject = Pick<
  RunManifest,
  "purpose" | "runId" | "variants" | "models" | "criteria" | "collection" | "epochs" | "experiment" | "parent"
>;

/** The baseline comes first among the arms. `floor` is null where the baseline has no A/A run, absent where nobody has looked. */
export function designWarnings(manifest: Subject, arms: readonly WarnedArm[], floor?: NoiseFloor | null): DesignWarning[] {
  const [baseline, ...variants] = arms;
  if (baseline === undefined) return [];
  return [
    ...variants.flatMap((arm) => unequalWarnings(manifest, baseline, arm)),
    ...variants.flatMap(({ name }) => axisWarnings(name, manifest.variants.find(({ id }) => id === name)?.axes ?? [])).map(warning),
    ...variants.flatMap((arm) => errorShareWarnings(manifest, baseline, arm)),
    ...(manifest.purpose === "aa" ? [] : variants.flatMap(noiseWarnings)),
    ...variants.flatMap((arm) => conditionWarnings(baseline, arm)),
    ...duplicateWarnings(manifest.collection.duplicates).map(warning),
    ...bestOfWarnings(variants),
    ...judgeWarnings(manifest),
    ...noCheckWarnings(manifest, variants, floor),
  ];
}

/** Of arms that met other conditions: asked at another time, or answered by what was kept. */
export function conditionWarnings(baseline: WarnedArm, arm: WarnedArm): DesignWarning[] {
  return [...timeWarnings(baseline, arm), ...cachedShareWarnings(baseline, arm)];
}

function warning(text: string): DesignWarning {
  return { severity: "warning", text };
}

function info(text: string): DesignWarning {
  return { severity: "info", text };
}

/** Chance alone does it as often as the level says. */
function unequalWarnings({ purpose, experiment }: Subject, baseline: WarnedArm, { name, comparison }: WarnedArm): DesignWarning[] {
  if (purpose !== "aa" || comparison === null || (comparison.verdict !== "better" && comparison.verdict !== "worse")) return [];
  const often = `${Number((experiment.plan.alpha * 100).toFixed(1))} of 100`;
  return [
    warning(
      `${name} came out ${comparison.verdict} than ${baseline.name}, although they are the same. Chance does this in about ${often} Noise Checks: run another, and if it does so again, something differs between equal arms, such as when they were asked.`,
    ),
  ];
}

/** Of a variant that changes several things at once. */
export function axisWarnings(name: string, axes: readonly string[]): string[] {
  if (axes.length < 2) return [];
  return [
    `Variant "${name}" changes ${axes.length} things at once (${axes.join(", ")}): a difference cannot be traced to one of them. Try each in a variant of its own.`,
  ];
}

/** Shares that lie further apart than these are told. */
const unlikeErrors = 0.05;
const unlikeCached = 0.1;

function errorShareWarnings({ runId, parent }: Subject, baseline: WarnedArm, arm: WarnedArm): DesignWarning[] {
  const errors = ({ samples }: WarnedArm): number => samples.filter(({ outcome }) => outcome === "error").length;
  if (!areUnlike(baseline, arm, errors, unlikeErrors)) return [];
  const remedy = parent?.relation === "rerate" ? "" : ` Try them again with \`touchstone retry ${runId}\`.`;
  return [
    warning(
      `Errors differ by arm: ${unlikeText(baseline, arm, errors)}. They count as failures, so part of the difference is theirs.${remedy}`,
    ),
  ];
}

function cachedShareWarnings(baseline: WarnedArm, arm: WarnedArm): DesignWarning[] {
  const cached = ({ samples }: WarnedArm): number =>
    samples.filter(({ record: { response } }) => isAnswered(response) && response.cost.cached).length;
  if (!areUnlike(baseline, arm, cached, unlikeCached)) return [];
  return [
    info(
      `Answers from the cache differ by arm: ${unlikeText(baseline, arm, cached)}. They were given earlier, and what changed at the provider since then counts as a difference; with \`--fresh\` both arms are asked now.`,
    ),
  ];
}

function areUnlike(baseline: WarnedArm, arm: WarnedArm, part: (arm: WarnedArm) => number, limit: number): boolean {
  if (baseline.samples.length < fewestRows || arm.samples.length < fewestRows) return false;
  return Math.abs(part(arm) / arm.samples.length - part(baseline) / baseline.samples.length) > limit;
}

/** `5 of 80 of short, 0 of 80 of baseline`. */
function unlikeText(baseline: WarnedArm, arm: WarnedArm, part: (arm: WarnedArm) => number): string {
  return [arm, baseline].map((one) => `${part(one)} of ${one.samples.length} of ${one.name}`).join(", ");
}

/** Of a difference that equal arms would show too. */
export function noiseWarnings({ name, comparison }: WarnedArm): DesignWarning[] {
  if (comparison === null || comparison.noise === null || !isInsideNoise(comparison)) return [];
  return [
    warning(
      `The difference of ${name}, ${signedPoints(comparison.difference.value)}, lies inside the noise (${noiseText(comparison.noise)}): the same prompt, run again, moves as far. More rows or more epochs narrow the noise.`,
    ),
  ];
}

const anHour = 3_600_000;

function timeWarnings(baseline: WarnedArm, arm: WarnedArm): DesignWarning[] {
  const [from, to] = [middleTime(baseline), middleTime(arm)];
  if (from === null || to === null || Math.abs(to - from) <= anHour) return [];
  const hours = Math.round(Math.abs(to - from) / anHour);
  return [
    warning(
      `${arm.name} was answered about ${count(hours, "hour")} ${to > from ? "after" : "before"} ${baseline.name}: what changed at the provider in between counts as a difference. Run both in one run.`,
    ),
  ];
}

/** Half of the samples had ended by then. */
function middleTime({ samples }: WarnedArm): number | null {
  const times = samples.map(({ record }) => record.lastAt).sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? null;
}

/** Of rows that say the same twice. */
export function duplicateWarnings(duplicates: RunManifest["collection"]["duplicates"]): string[] {
  if (duplicates === undefined) return [];
  const { equal, alike } = duplicates;
  const parts = [
    ...(equal > 0 ? [`${count(equal, "row")} ${equal === 1 ? "repeats" : "repeat"} the inputs of another`] : []),
    ...(alike > 0 ? [`${count(alike, "row")} ${alike === 1 ? "differs" : "differ"} from another only in case, spaces or punctuation`] : []),
  ];
  if (parts.length === 0) return [];
  return [
    `${parts.join("; ")}: the verdict counts each as a case of its own, so it is surer than it should be. Take them out of the collection.`,
  ];
}

const fewestForBestOf = 3;

/** Of the best of several: it was chosen by luck too. */
export function bestOfWarnings(variants: readonly WarnedArm[]): DesignWarning[] {
  const compared = variants.flatMap(({ name, comparison }) => (comparison === null ? [] : [{ name, comparison }]));
  const [best] = compared.sort((a, b) => b.comparison.difference.value - a.comparison.difference.value);
  if (best === undefined || compared.length < fewestForBestOf || best.comparison.verdict !== "better") return [];
  return [
    info(
      `${best.name} is the best of ${compared.length} variants on the very rows that it was chosen by, so on other rows expect less of it. Confirm it on rows kept apart for that, such as a test split with \`--filter\`.`,
    ),
  ];
}

function judgeWarnings({ criteria: { judge }, models, variants }: Subject): DesignWarning[] {
  const model = models.find(({ id }) => id === judge?.model);
  if (judge === null || model === undefined) return [];
  const family = modelFamily(model);
  const judged = models.filter(({ id }) => variants.some((variant) => variant.model === id));
  const isKin = family !== null && judged.some((other) => modelFamily(other) === family);
  return [
    ...(isKin
      ? [
          info(
            `The judge ${judge.model} is of the family of a model that it judges (${family}), and judges tend to prefer their own. Take one of another family, or compare its ratings with people's.`,
          ),
        ]
      : []),
    ...(isPinned(model)
      ? []
      : [
          info(
            `The judge ${judge.model} is not pinned: its provider may put another model behind the name, and ratings of then and now would not mean the same. Name a version with a date.`,
          ),
        ]),
  ];
}

/** Once for a run, and last: the figures stand without it. */
function noCheckWarnings(
  { purpose, epochs, variants: planned, models }: Subject,
  variants: readonly WarnedArm[],
  floor: NoiseFloor | null | undefined,
): DesignWarning[] {
  if (floor !== null || purpose === "aa" || epochs > 1 || variants.every(({ comparison }) => comparison === null)) return [];
  const model = models.find(({ id }) => id === planned[0]?.model);
  const cold = model?.params.temperature === 0 ? " Temperature 0 does not keep them still." : "";
  return [
    {
      ...info(
        `No Noise Check has been run for this baseline, so nobody knows how far its figures move when nothing is changed.${cold} Run one with \`touchstone aa\`.`,
      ),
      remedy: "noise-check",
    },
  ];
}

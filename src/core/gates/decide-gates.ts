// The gates of a run, decided by what its manifest pinned before the first call, whatever the experiment says today. The only place where a gate is decided.
import { scoreArm, scoreReruns, type ScoredSample } from "../comparison/arm-samples.ts";
import { rowRulesOf } from "../comparison/row-rules.ts";
import { count } from "../comparison/sentence.ts";
import { samplesPerArm } from "../comparison/summarize-run.ts";
import { gateSchema, type GateDocument } from "../domain/experiment.ts";
import { gateMetric, parseCeiling, type GateMetric } from "../domain/gate-limit.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import type { RunRecord } from "../domain/run-record.ts";
import { holm } from "../stats/adjust.ts";
import { gatedArm, type GatedArm } from "./arms.ts";
import { claimsOf, type Claim } from "./claim.ts";
import { readClaim, type ReadClaim } from "./decide-claim.ts";
import { decideMustPass } from "./must-pass.ts";
import { rulingOfUnchanged, unchangedRequests } from "./unchanged.ts";
import { combineVerdicts, type GateRuling, type RunGates } from "./ruling.ts";

/**
 * Every rule about every variant, or about the baseline of a run that has nothing else. Null for a run without gates. Nothing is
 * decided while a planned sample is missing, where too many ended in an error, and of a run of some rows only.
 */
export function decideGates(manifest: RunManifest, record: RunRecord): RunGates | null {
  const { gates } = manifest.experiment;
  if (gates.length === 0) return null;
  if (manifest.purpose === "aa") return undecided("Gates are not decided by a run of the baseline against itself.");
  if (manifest.experiment.plan.early_stop === true) return undecided("Gates are not decided by a run that may stop early.");
  if (manifest.isPartial) return undecided("Gates are not decided by a part of the rows.");
  const arms = manifest.variants.map(({ id }) => ({ name: id, samples: scoreArm(record, id, manifest.criteria) }));
  const obstacle = missingSentence(manifest, arms) ?? errorSentence(gates, arms);
  if (obstacle !== null) return { verdict: "incomplete", sentence: obstacle, rulings: [] };
  const rulings = rule(
    manifest,
    arms.map(({ name, samples }) => gatedArm(name, samples, scoreReruns(record, name, manifest.criteria))),
  );
  const verdict = combineVerdicts(rulings.map((ruling) => ruling.verdict));
  return { verdict, sentence: totalSentence(verdict, rulings), rulings };
}

function undecided(sentence: string): RunGates {
  return { verdict: null, sentence, rulings: [] };
}

interface ScoredArm {
  readonly name: string;
  readonly samples: readonly ScoredSample[];
}

/** Of each arm by itself: what one has too many must not make up for what another one lacks. */
function missingSentence(manifest: RunManifest, arms: readonly ScoredArm[]): string | null {
  const planned = samplesPerArm(manifest);
  const missing = arms.reduce((sum, { samples }) => sum + Math.max(0, planned - samples.length), 0);
  if (missing === 0) return null;
  const are = missing === 1 ? "is" : "are";
  return `Incomplete: ${missing} of ${count(manifest.samples, "sample")} ${are} missing. Finish the run with \`touchstone resume ${manifest.runId}\`.`;
}

/** Unless a gate sets another limit (contracts §3). */
const highestErrorRate = 0.02;

function errorSentence(gates: readonly GateDocument[], arms: readonly ScoredArm[]): string | null {
  const limits = gates.flatMap(({ metric, no_more_than: written, rows, by }) => {
    const ceiling =
      metric !== "error_rate" || written === undefined || rows !== undefined || by !== undefined ? null : parseCeiling(written, "fraction");
    return ceiling?.kind === "absolute" ? [ceiling.limit] : [];
  });
  const limit = limits.length > 0 ? Math.min(...limits) : highestErrorRate;
  for (const { name, samples } of arms) {
    const errors = samples.filter(({ outcome }) => outcome === "error").length;
    if (errors > limit * samples.length)
      return `Incomplete: ${errors} of ${count(samples.length, "sample")} of ${name} ended in an error, and the gates allow ${Number((limit * 100).toFixed(1))}%. Try again with \`touchstone retry\`.`;
  }
  return null;
}

function rule(manifest: RunManifest, arms: readonly GatedArm[]): GateRuling[] {
  const [baseline, ...variants] = arms;
  if (baseline === undefined) return [];
  const gated = variants.length > 0 ? variants : [baseline];
  const other = variants.length > 0 ? baseline : null;
  const read = manifest.experiment.gates.flatMap((_, gate) => gated.flatMap((variant) => readGate(manifest, gate, variant, other)));
  const adjusted = holm(read.map(({ p }) => p));
  const family = read.filter(({ p }) => p !== null).length;
  return read.map((each, index) => each.rule(adjusted[index] ?? null, family));
}

/** Every rule of one gate about one arm, in each of its categories. `baseline` is null where there is nothing to compare with. */
function readGate(manifest: RunManifest, gate: number, variant: GatedArm, baseline: GatedArm | null): ReadClaim[] {
  const refuse = (sentence: string): ReadClaim[] => [settled(unread(gate, variant.name, sentence))];
  const document = gateSchema.safeParse(manifest.experiment.gates[gate]).data;
  const asked = document === undefined ? null : askedOf(document, manifest);
  if (document === undefined || asked === null) return refuse(`Gate ${gate + 1} of this run is none that this version can decide.`);
  const groups = groupsOf(manifest, gate, document, variant);
  if (groups === null) return refuse(`Gate ${gate + 1} names rows, and this run did not keep which: run it again.`);
  const requests = unchangedRequests(manifest);
  const context = {
    criteria: manifest.criteria,
    epochs: manifest.epochs,
    rules: rowRulesOf(manifest),
    alpha: manifest.experiment.plan.alpha,
    seed: manifest.order.seed,
  };
  return groups.flatMap((group) => [
    ...(document.must_pass === undefined ? [] : [settled(decideMustPass({ gate, variant, ...group }))]),
    ...asked.map(({ claim, metric, metricName }) => {
      if (claim.factor === 0) return readClaim({ gate, metricName, metric, claim, variant, baseline: null, ...group }, context);
      if (baseline !== null) return readClaim({ gate, metricName, metric, claim, variant, baseline, ...group }, context);
      if (requests !== null) {
        const rows = isOfAllRows(document) ? manifest.collection.rows : group.rows.length;
        const { kind: rule, limit } = claim;
        const { category } = group;
        return settled(rulingOfUnchanged({ gate, rule, metric: metricName, variant: variant.name, category, limit, requests, rows }));
      }
      const sentence = `${metricName} of ${variant.name} is to be compared, and this run has nothing to compare it with.`;
      const { category } = group;
      return settled({ ...unread(gate, variant.name, sentence), rule: claim.kind, metric: metricName, category, limit: claim.limit });
    }),
  ]);
}

interface Asked {
  readonly claim: Claim;
  readonly metric: GateMetric;
  readonly metricName: string;
}

/** The claims of a gate, none for one that only has `must_pass`; null for a metric or a ceiling that this version does not know. */
function askedOf({ metric: metricName, ...gate }: GateDocument, { criteria }: RunManifest): readonly Asked[] | null {
  if (metricName === undefined) return [];
  const metric = gateMetric(metricName, criteria.items);
  const claims = metric === null ? null : claimsOf(gate, metric);
  return metric === null || claims === null ? null : claims.map((claim) => ({ claim, metric, metricName }));
}

interface Group {
  readonly category: string | null;
  readonly place: string;
  readonly rows: readonly string[];
}

/** All rows, or those that were pinned; null for a run that pinned none. A gate for each category of no rows has one group, which is empty. */
function groupsOf({ experiment }: RunManifest, gate: number, { rows, by }: GateDocument, variant: GatedArm): readonly Group[] | null {
  if (isOfAllRows({ rows, by })) return [{ category: null, place: "", rows: [...variant.rows.keys()] }];
  if (experiment.gateRows === undefined) return null;
  const filter = Object.entries(rows?.filter ?? {}).map(([column, values]) => `${column} ${values.join(" or ")}`);
  const placeOf = (value: string | null): string => {
    const category = by === undefined || value === null ? [] : [value === "" ? `without ${by}` : `${by} ${value}`];
    const parts = [...filter, ...category];
    return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  };
  const groups = experiment.gateRows
    .filter((pinned) => pinned.gate === gate)
    .map(({ value, rows: ids }) => ({ category: value, place: placeOf(value), rows: [...new Set(ids)] }));
  return groups.length > 0 ? groups : [{ category: null, place: placeOf(null), rows: [] }];
}

function isOfAllRows({ rows, by }: Pick<GateDocument, "rows" | "by">): boolean {
  return rows === undefined && by === undefined;
}

function settled(ruling: GateRuling): ReadClaim {
  return { p: null, rule: () => ruling };
}

/** A rule that cannot be decided is none that holds. */
function unread(gate: number, variant: string, sentence: string): GateRuling {
  return {
    gate,
    rule: null,
    metric: null,
    variant,
    category: null,
    verdict: "inconclusive",
    sentence,
    rows: 0,
    value: null,
    interval: null,
    limit: null,
    rowsToSettle: null,
  };
}

function totalSentence(verdict: "pass" | "fail" | "inconclusive", rulings: readonly GateRuling[]): string {
  const number = (wanted: GateRuling["verdict"]): number => rulings.filter((ruling) => ruling.verdict === wanted).length;
  switch (verdict) {
    case "pass":
      return `Gate passed: ${rulings.length === 1 ? "its rule holds" : `all ${rulings.length} rules hold`}.`;
    case "fail":
      return `Gate failed: ${number("fail")} of ${count(rulings.length, "rule")} ${number("fail") === 1 ? "does" : "do"} not hold.`;
    case "inconclusive":
      return `Gate inconclusive: ${number("inconclusive")} of ${count(rulings.length, "rule")} ${number("inconclusive") === 1 ? "is" : "are"} not settled, and none fails.`;
  }
}

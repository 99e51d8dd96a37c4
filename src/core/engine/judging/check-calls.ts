// The calls of a judge check: each response once more as it is, then each canary behind a response that failed. Pure but for reading the texts.
import { drawFrom, hashValue } from "../../base/hash.ts";
import { isAskedAlone } from "../../domain/criterion-set.ts";
import { isAnswered, type RunRecord, type SampleRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import type { Verdict } from "../../comparison/judge-check.ts";
import { canaries, type Canary } from "../../scorers/canaries.ts";
import type { Endpoints } from "../planning/destinations.ts";
import { judgeTask, type JudgeCall } from "../planning/judge-calls.ts";
import type { Plan, PlannedSample } from "../planning/plan.ts";

export interface CheckCall {
  /** Under a hash of its own, so that what is simulated is drawn anew. */
  readonly sample: PlannedSample;
  readonly call: JudgeCall;
  readonly canary: Canary | null;
  /** What stands in the run, by criterion: only what is to be compared. */
  readonly before: ReadonlyMap<string, Verdict>;
}

export interface CheckSource {
  /** Of the run, with the rows that are checked. */
  readonly plan: Plan;
  readonly record: RunRecord;
  readonly texts: RunTexts;
  readonly endpoints: Endpoints;
}

/** In the order of the plan; the same every time. */
export async function* checkCalls(source: CheckSource): AsyncGenerator<CheckCall> {
  const judged = source.plan.samples.flatMap((sample) => judgedSample(sample, source));
  for (const item of judged) yield* callsAbout(item, null, source);
  const failed = judged
    .filter(({ before }) => [...before.values()].some(({ label }) => label === "fail"))
    .map((item) => ({ item, draw: drawFrom("canary", source.plan.seed, item.sample.hash) }))
    .sort((a, b) => a.draw - b.draw);
  if (failed.length === 0) return;
  for (const [index, canary] of canaries.entries()) {
    const chosen = failed[index % failed.length];
    if (chosen !== undefined) yield* callsAbout(chosen.item, canary, source);
  }
}

interface JudgedSample {
  readonly sample: PlannedSample;
  readonly known: SampleRecord;
  readonly before: ReadonlyMap<string, Verdict>;
}

/** Nothing for a response that was never answered or never judged. */
function judgedSample(sample: PlannedSample, { plan, record }: CheckSource): JudgedSample[] {
  const known = record.samples.get(sample.hash);
  if (known === undefined || !isAnswered(known.response)) return [];
  const before = new Map<string, Verdict>();
  for (const { id } of plan.setup.criteria.criteria.filter(isAskedAlone)) {
    const rating = known.ratings.get(id);
    if (rating !== undefined && rating.value !== null && rating.label !== null)
      before.set(id, { value: rating.value, label: rating.label });
  }
  return before.size === 0 ? [] : [{ sample, known, before }];
}

async function* callsAbout(
  { sample, known, before: all }: JudgedSample,
  canary: Canary | null,
  { plan, texts, endpoints }: CheckSource,
): AsyncGenerator<CheckCall> {
  const before = canary === null ? all : new Map([...all].filter(([, { label }]) => label === "fail"));
  for await (const { response } of texts.read([known], "responses")) {
    if (response?.output == null) continue;
    const { output } = response;
    const text = canary === null ? output.text : `${output.text}\n\n${canary.text}`;
    const { calls } = judgeTask(checkSample(sample, canary), { ...output, text }, plan.setup.criteria.criteria, { plan, endpoints });
    // Asked one by one, a question whose rating is not compared need not be asked.
    for (const call of calls) {
      const compared = new Map([...before].filter(([id]) => call.criteria.some((criterion) => criterion.id === id)));
      if (compared.size > 0) yield { sample: checkSample(sample, canary), call, canary, before: compared };
    }
  }
}

/** One replicate further: what the cache keeps of the run's own rating must not answer for the second. */
function checkSample(sample: PlannedSample, canary: Canary | null): PlannedSample {
  const hash = hashValue("touchstone/judge-check/1", { sample: sample.hash, canary: canary?.id ?? null });
  return { ...sample, hash, replicate: sample.replicate + 1 };
}

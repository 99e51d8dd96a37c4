// What an evaluator is given: all samples of one arm as one JSON text, up to a bound.
import { scoreSample, type CriteriaFacts } from "../../comparison/arm-samples.ts";
import type { Collection, Row } from "../../domain/collection.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { plannedSamples, type RunRecord, type SampleRecord } from "../../domain/run-record.ts";
import type { RunTexts, WholeSample } from "../../domain/run-texts.ts";
import { columnsWithRole, valueOf } from "../../scorers/script-file.ts";
import type { Arm } from "../../documents/setup.ts";
import type { Failure } from "../../domain/run-event.ts";
import type { Plan } from "../planning/plan.ts";

/** The longest input of an evaluator, in UTF-16 units of its JSON. */
const longestInput = 32_000_000;

export interface EvaluatedRun {
  /** The plan that the run began with. */
  readonly plan: Plan;
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly texts: RunTexts;
  /** Most UTF-16 units of the input; absent for those of docs/scripts.md. */
  readonly longestInput?: number;
}

export type EvaluatorInput = { readonly kind: "input"; readonly text: string } | ({ readonly kind: "failed" } & Failure);

/** The planned samples of an arm whose samples have all ended, by row in the order of the collection, then by epoch; docs/scripts.md says the same. */
export async function evaluatorInput(run: EvaluatedRun, arm: Pick<Arm, "name">): Promise<EvaluatorInput> {
  const { plan, manifest, record, texts, longestInput: most = longestInput } = run;
  const rows = new Map(plan.rows.map(({ id, values }, place) => [id, { place, values }]));
  const placeOf = ({ row }: SampleRecord): number => rows.get(row)?.place ?? rows.size;
  const ended = [...plannedSamples(record)]
    .filter(({ variant }) => variant === arm.name)
    .sort((a, b) => placeOf(a) - placeOf(b) || a.epoch - b.epoch);
  const parts: string[] = [];
  let length = 0;
  for await (const whole of texts.read(ended, "responses")) {
    if (whole.problem !== null) return { kind: "failed", code: "response/unreadable", message: whole.problem };
    const text = JSON.stringify(sampleData(whole, rows.get(whole.record.row)?.values ?? {}, plan.setup.collection, manifest.criteria));
    length += text.length;
    // What is too long is measured to its end, and not kept.
    if (length <= most) parts.push(text);
  }
  if (length <= most) return { kind: "input", text: `{"variant":${JSON.stringify(arm.name)},"samples":[${parts.join(",")}]}` };
  return {
    kind: "failed",
    code: "scorer/too-long",
    message: `All samples of ${arm.name} together have ${length} characters as JSON; an evaluator reads at most ${most}. Run fewer rows or epochs, or move what it needs into a script that rates each row.`,
  };
}

function sampleData({ record, response }: WholeSample, values: Row["values"], { columns }: Collection, criteria: CriteriaFacts): object {
  const scored = scoreSample(record, criteria);
  return {
    id: record.row,
    epoch: record.epoch,
    input: valueOf(columnsWithRole(columns, "input"), values),
    expected: valueOf(columnsWithRole(columns, "expected"), values),
    row: values,
    output: response?.output?.text ?? null,
    toolCalls: (response?.output?.toolCalls ?? []).map(({ name, arguments: written }) => ({ name, arguments: written })),
    outcome: scored?.outcome ?? "error",
    score: scored?.score ?? null,
    ratings: Object.fromEntries([...record.ratings].map(([id, { value, label }]) => [id, { value, label }])),
  };
}

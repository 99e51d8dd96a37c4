// One call of a sample as a request in a batch: by what id its answer is found, and how it is made again from what was journaled.
import { sha256Hex, type Hash } from "../../base/hash.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { StartEvent } from "../../domain/run-event.ts";
import { isAnswered, type RunRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import type { EncodedCall } from "../../providers/provider.ts";
import type { CacheSlot } from "../../store/response-cache.ts";
import type { CallIdentity } from "../calling/call-model.ts";
import type { Endpoints } from "../planning/destinations.ts";
import { generationCall } from "../planning/generation-call.ts";
import { judgeTask, type JudgeCall } from "../planning/judge-calls.ts";
import type { Plan, PlannedSample } from "../planning/plan.ts";

export interface BatchCall {
  readonly sample: PlannedSample;
  readonly model: ModelConfig;
  readonly encoded: EncodedCall;
  /** Null where nothing is kept. */
  readonly slot: CacheSlot | null;
  /** Null for a generation. */
  readonly judgeCall: JudgeCall | null;
}

export function generationBatchCall(sample: PlannedSample, endpoints: Endpoints): BatchCall {
  return { sample, model: sample.arm.model, judgeCall: null, ...generationCall(sample, endpoints) };
}

export function judgeBatchCall(sample: PlannedSample, judgeCall: JudgeCall): BatchCall {
  const { model, encoded, slot } = judgeCall;
  return { sample, model, encoded, slot, judgeCall };
}

export interface StoredPlan {
  readonly plan: Plan;
  readonly endpoints: Endpoints;
  readonly record: RunRecord;
  readonly texts: RunTexts;
}

/** The call behind a start; null when the journal tells of one that the plan does not have, or no longer holds what it asked about. */
export async function callOfStart(
  start: StartEvent,
  sample: PlannedSample | undefined,
  { plan, endpoints, record, texts }: StoredPlan,
): Promise<BatchCall | null> {
  if (sample === undefined) return null;
  if (start.criteria === undefined) return generationBatchCall(sample, endpoints);
  const { criteria } = start;
  const known = record.samples.get(sample.hash);
  if (known === undefined || !isAnswered(known.response)) return null;
  const asked = plan.setup.criteria.criteria.filter(({ id }) => criteria.includes(id));
  for await (const { response } of texts.read([known], "responses")) {
    if (response?.output == null) return null;
    const [judgeCall] = judgeTask(sample, response.output, asked, { plan, endpoints }).calls;
    return judgeCall === undefined ? null : judgeBatchCall(sample, judgeCall);
  }
  return null;
}

export function identityOf({ sample, model, judgeCall }: BatchCall): CallIdentity {
  const { hash, row, arm, epoch } = sample;
  const criteria = judgeCall?.criteria.map(({ id }) => id);
  return { sample: hash, row: row.id, variant: arm.name, epoch, model, ...(criteria === undefined ? {} : { criteria }) };
}

/** What a result names its request by: the sample's hash, or that of sample and criteria for a call of the judge; 64 hexadecimal digits. */
export function resultId(sample: Hash, criteria: readonly string[] | undefined): string {
  return criteria === undefined ? sample.slice("sha256:".length) : sha256Hex([sample, ...criteria].join("\0"));
}

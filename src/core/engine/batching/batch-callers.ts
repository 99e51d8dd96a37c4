// The batch APIs a plan needs: one caller for each destination, with the key that belongs to its endpoint.
import { openBatches, type BatchesRecord, type BatchRecord } from "../../domain/batch-record.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { BatchCaller } from "../../providers/batch/batch.ts";
import { connectionOf, type CallerPorts } from "../calling/open-callers.ts";
import { destinationOf, providerOf } from "../planning/destinations.ts";
import type { Plan } from "../planning/plan.ts";

export interface BatchDestination {
  readonly caller: BatchCaller;
  readonly endpoint: string;
  /** `provider/model`. */
  readonly model: string;
}

export type BatchCallers = (model: ModelConfig) => BatchDestination;

/**
 * Destinations are opened when they are first asked for, those of batches that are to be collected at once: a missing key throws
 * `provider/key-missing`.
 */
export function openBatchCallers(plan: Plan, batches: BatchesRecord, ports: CallerPorts): BatchCallers {
  const opened = new Map<string, BatchCaller>();
  const callers: BatchCallers = (model) => {
    const { endpoint } = destinationOf(model, ports.endpoints);
    const { openBatches } = providerOf(model);
    if (endpoint === null || openBatches === null) throw new Error(`${model.provider}/${model.model} has no batch API.`);
    const name = `${model.provider} ${endpoint}`;
    const caller = opened.get(name) ?? openBatches(connectionOf(model, plan, ports));
    opened.set(name, caller);
    return { caller, endpoint, model: `${model.provider}/${model.model}` };
  };
  for (const batch of openBatches(batches)) {
    const model = modelOfBatch(batch, plan);
    if (model !== null) callers(model);
  }
  return callers;
}

/** Whom the requests of a batch ask; null where the plan has none like them, as in a journal that was tampered with. */
export function modelOfBatch({ stage, starts: [first] }: BatchRecord, { samples, setup }: Plan): ModelConfig | null {
  const sample = samples.find(({ hash }) => hash === first?.sample);
  if (sample === undefined) return null;
  return stage === "responses" ? sample.arm.model : (setup.judge?.model ?? null);
}

// The batch APIs a plan needs: one caller for each destination, with the key that belongs to its endpoint.
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

/** Destinations are opened when they are first asked for; a missing key has ended the run before. */
export function openBatchCallers(plan: Plan, ports: CallerPorts): BatchCallers {
  const opened = new Map<string, BatchCaller>();
  return (model) => {
    const { endpoint } = destinationOf(model, ports.endpoints);
    const { openBatches } = providerOf(model);
    if (endpoint === null || openBatches === null) throw new Error(`${model.provider}/${model.model} has no batch API.`);
    const name = `${model.provider} ${endpoint}`;
    const caller = opened.get(name) ?? openBatches(connectionOf(model, plan, ports));
    opened.set(name, caller);
    return { caller, endpoint, model: `${model.provider}/${model.model}` };
  };
}

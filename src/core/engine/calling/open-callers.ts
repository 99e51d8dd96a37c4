// Opens the providers a plan needs: one caller for each destination, with the key that belongs to its endpoint.
import { TouchstoneError } from "../../base/errors.ts";
import type { Clock, Fetch, RegexRunner } from "../../base/ports.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { Arm } from "../../documents/setup.ts";
import { endpointDefinition } from "../../providers/endpoints.ts";
import type { Caller, Connection } from "../../providers/provider.ts";
import { destinationOf, providerOf, type Endpoints } from "../planning/destinations.ts";
import type { Plan } from "../planning/plan.ts";

export interface Callers {
  generation(arm: Arm): Caller;
  readonly judge: Caller | null;
}

export interface CallerPorts {
  readonly endpoints: Endpoints;
  /** The key of a named endpoint, or null when there is none. */
  readonly key: (endpoint: string) => string | null;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly regex: RegexRunner;
}

/** Throws `provider/key-missing` or `provider/endpoint-missing` before anything is sent. */
export async function openCallers(plan: Plan, ports: CallerPorts): Promise<Callers> {
  const opened = new Map<string, Promise<Caller>>();
  const open = (model: ModelConfig): Promise<Caller> => {
    const { endpoint } = destinationOf(model, ports.endpoints);
    const name = `${model.provider} ${endpoint ?? ""}`;
    const known = opened.get(name);
    if (known !== undefined) return known;
    const caller = providerOf(model).open(connectionOf(model, plan, ports));
    opened.set(name, caller);
    return caller;
  };
  const byArm = new Map(await Promise.all(plan.arms.map(async (arm) => [arm.name, await open(arm.model)] as const)));
  const judge = plan.setup.judge === null ? null : await open(plan.setup.judge.model);
  return {
    generation(arm) {
      const caller = byArm.get(arm.name);
      if (caller === undefined) throw new Error(`The arm ${arm.name} is not part of the plan.`);
      return caller;
    },
    judge,
  };
}

/** How the destination of a model is reached. Throws `provider/key-missing` or `provider/endpoint-missing`. */
export function connectionOf(model: ModelConfig, plan: Plan, { endpoints, key, fetch, clock, regex }: CallerPorts): Connection {
  const { endpoint, baseUrl } = destinationOf(model, endpoints);
  const own = endpoint === null ? null : key(endpoint);
  if (own === null && endpoint !== null && endpointDefinition(endpoint).needsKey) throw missingKey(endpoint, model);
  return { baseUrl: baseUrl ?? "", key: own ?? "", fetch, clock, regex, timeouts: plan.setup.timeouts };
}

function missingKey(endpoint: string, model: ModelConfig): TouchstoneError {
  const { keyVariable } = endpointDefinition(endpoint);
  return new TouchstoneError(
    "provider/key-missing",
    `There is no key for the endpoint "${endpoint}", which ${model.provider}/${model.model} calls.`,
    {
      hint: `Set the environment variable ${keyVariable}.`,
    },
  );
}

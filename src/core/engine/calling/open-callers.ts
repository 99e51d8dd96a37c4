// Opens the providers a plan needs: one caller for each destination, with the key that belongs to its endpoint.
import { TouchstoneError } from "../../base/errors.ts";
import type { Clock, Fetch, RegexRunner } from "../../base/ports.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { Arm } from "../../documents/setup.ts";
import { endpointDefinition } from "../../providers/endpoints.ts";
import type { Caller, Connection } from "../../providers/provider.ts";
import { cosineCaller } from "./cosine-caller.ts";
import { destinationOf, providerOf, type Endpoints } from "../planning/destinations.ts";
import { generatedArms } from "../planning/generated-arms.ts";
import type { Plan } from "../planning/plan.ts";

export interface Callers {
  generation(arm: Arm): Caller;
  readonly judge: Caller | null;
  /** Whose answers are the cosine of two texts; absent where no criterion compares by embeddings. */
  readonly embeddings?: (model: ModelConfig) => Caller;
}

export interface CallerPorts {
  readonly endpoints: Endpoints;
  /** The key of a named endpoint, or null when there is none. */
  readonly key: (endpoint: string) => string | null;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly regex: RegexRunner;
}

/**
 * Throws `provider/key-missing` or `provider/endpoint-missing` before anything is sent. Where the plan, after a look into the cache,
 * has no call left a key may be missing: should one be needed after all, its caller refuses.
 */
export async function openCallers(plan: Plan, ports: CallerPorts): Promise<Callers> {
  const opened = new Map<string, Promise<Caller>>();
  const isCalled = new Set(plan.destinations.filter(({ calls }) => calls > 0).map(({ endpoint }) => endpoint));
  const open = (model: ModelConfig): Promise<Caller> => {
    const { endpoint } = destinationOf(model, ports.endpoints);
    const name = `${model.provider} ${endpoint ?? ""}`;
    const known = opened.get(name);
    if (known !== undefined) return known;
    const missing = missingKey(model, ports);
    if (missing !== null) {
      if (isCalled.has(endpoint)) throw missing;
      return Promise.resolve(refusingCaller(missing));
    }
    const caller = providerOf(model).open(connectionOf(model, plan, ports));
    opened.set(name, caller);
    return caller;
  };
  // A run that rates the responses of another one generates none.
  const generating = plan.options.isRerate ? [] : generatedArms(plan.arms);
  const byArm = new Map(await Promise.all(generating.map(async (arm) => [arm.name, await open(arm.model)] as const)));
  const judge = plan.setup.judge === null ? null : await open(plan.setup.judge.model);
  const embeddings = await openEmbeddings(plan, open);
  return {
    ...(embeddings === null ? {} : { embeddings }),
    generation(arm) {
      const caller = byArm.get(arm.name);
      if (caller === undefined) throw new Error(`The arm ${arm.name} is not part of the plan.`);
      return caller;
    },
    judge,
  };
}

async function openEmbeddings(
  { setup }: Plan,
  open: (model: ModelConfig) => Promise<Caller>,
): Promise<NonNullable<Callers["embeddings"]> | null> {
  if (setup.embeddings === undefined) return null;
  const models = [...setup.embeddings.values()].map(({ model }) => model);
  const callers = new Map(await Promise.all(models.map(async (model) => [model, cosineCaller(await open(model))] as const)));
  return (model) => {
    const caller = callers.get(model);
    if (caller === undefined) throw new Error(`The model ${model.model} is not part of the plan.`);
    return caller;
  };
}

/** How the destination of a model is reached. Throws `provider/key-missing`. */
export function connectionOf(model: ModelConfig, plan: Plan, ports: CallerPorts): Connection {
  const missing = missingKey(model, ports);
  if (missing !== null) throw missing;
  const { endpoint, baseUrl } = destinationOf(model, ports.endpoints);
  const key = endpoint === null ? null : ports.key(endpoint);
  const { fetch, clock, regex } = ports;
  return { baseUrl: baseUrl ?? "", key: key ?? "", fetch, clock, regex, timeouts: plan.setup.timeouts };
}

function refusingCaller({ message }: TouchstoneError): Caller {
  return { refusal: message, call: () => Promise.reject(new Error(message)) };
}

/** Null where the key is there, or none is needed. */
function missingKey(model: ModelConfig, { endpoints, key }: Pick<CallerPorts, "endpoints" | "key">): TouchstoneError | null {
  const { endpoint } = destinationOf(model, endpoints);
  if (endpoint === null || key(endpoint) !== null) return null;
  const { keyVariable, needsKey } = endpointDefinition(endpoint);
  if (!needsKey) return null;
  return new TouchstoneError(
    "provider/key-missing",
    `There is no key for the endpoint "${endpoint}", which ${model.provider}/${model.model} calls.`,
    {
      hint: `Set the environment variable ${keyVariable}.`,
    },
  );
}

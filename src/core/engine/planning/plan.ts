// The plan: documents and options in; every sample with its hash, the upper bound of calls, tokens and cost, and the destinations out. Pure.
import { hashValue, drawFrom, type Hash } from "../../base/hash.ts";
import { TouchstoneError } from "../../base/errors.ts";
import { didYouMean } from "../../base/suggest.ts";
import { isPairwise } from "../../domain/criterion-set.ts";
import type { Row } from "../../domain/collection.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import { epochsNeeded, reducerName } from "../../domain/reducer.ts";
import { baselineAgainName, baselineName, type Arm, type Rating, type Setup } from "../../documents/setup.ts";
import { pricesAsOf } from "../../providers/prices.ts";
import { builtInEndpoints } from "../../providers/endpoints.ts";
import { axisWarnings, duplicateWarnings } from "../../comparison/design-warnings.ts";
import { isAskedAnew } from "./asked-anew.ts";
import { batchWarnings, refuseBatch } from "./batch-mode.ts";
import type { Destination, Endpoints } from "./destinations.ts";
import { destinationOf, providerOf } from "./destinations.ts";
import { findDuplicates } from "./duplicate-rows.ts";
import { estimateRun } from "./estimate.ts";
import { generatedArms } from "./generated-arms.ts";
import { defaultConcurrency, type RunOptions } from "./options.ts";
import { selectRows } from "./select-rows.ts";

export interface PlannedSample {
  readonly hash: Hash;
  readonly row: Row;
  readonly arm: Arm;
  /** 0-based. */
  readonly epoch: number;
  /** 0; more for a repetition of the same request that must be asked anew: the second arm of an A/A run, a must-pass row that is run again. */
  readonly replicate: number;
  /** Which repetition of a row that must pass and failed, counted from 1; absent for the samples of the plan. */
  readonly rerun?: number;
}

export interface Limits {
  readonly concurrency: number;
  readonly maxCostUsd: number | null;
  readonly maxCalls: number | null;
  readonly maxAttempts: number;
}

export interface PlannedDestination extends Destination {
  readonly calls: number;
}

export interface Plan {
  readonly setup: Setup;
  readonly arms: readonly [Arm, ...Arm[]];
  readonly rows: readonly Row[];
  readonly epochs: number;
  readonly rating: Rating;
  readonly seed: number;
  /** In the order in which they will be started. */
  readonly samples: readonly PlannedSample[];
  readonly limits: Limits;
  /** First attempts only; retries come on top. `cached` is 0 until `countCached` has looked. */
  readonly calls: { readonly generation: number; readonly rating: number; readonly cached: number };
  /** Estimates: four characters a token, and the longest answers allowed. */
  readonly tokens: { readonly input: number; readonly outputMax: number };
  /** Null when a price is unknown. */
  readonly costUsd: { readonly worst: number | null };
  readonly destinations: readonly PlannedDestination[];
  readonly warnings: readonly string[];
  /** Rows that repeat another; null without any. */
  readonly duplicates: RunManifest["collection"]["duplicates"] | null;
  readonly isPartial: boolean;
  readonly isSimulated: boolean;
  readonly priceTable: string;
  readonly hash: Hash;
  readonly options: RunOptions;
}

const maximumAttempts = 5;

/** Throws `input/invalid`, `document/invalid` or `budget/price-unknown`; spends nothing and calls nobody. */
export function planRun(setup: Setup, options: RunOptions, endpoints: Endpoints): Plan {
  const arms = options.purpose === "aa" ? againstItself(setup) : selectArms(setup, options.variants);
  const rows = selectRows(setup, options);
  const epochs = options.epochs ?? setup.epochs;
  refuseReducer(setup, epochs);
  refuseEarlyStop(setup, epochs, options);
  refuseNothingToCompare(setup, arms);
  const rating = { ...setup.rating, ...(options.ratingMode === null ? {} : { mode: options.ratingMode }) };
  const { batch } = options;
  refuseBatch(setup, { generation: arms.map(({ model }) => model), rating: setup.judge === null ? [] : [setup.judge.model] }, options);
  const embedders = [...(setup.embeddings?.values() ?? [])].map(({ model }) => model);
  const estimate = estimateRun({ setup, arms, rows, epochs, rating, batch, generates: !options.isRerate });
  const limits: Limits = {
    concurrency: options.concurrency ?? setup.defaults.concurrency ?? defaultConcurrency,
    maxCostUsd: options.maxCostUsd ?? setup.defaults.max_cost_usd ?? null,
    maxCalls: options.maxCalls ?? setup.defaults.max_calls ?? null,
    maxAttempts: maximumAttempts,
  };
  if (estimate.costUsd === null && limits.maxCostUsd !== null && limits.maxCalls === null) {
    throw new TouchstoneError(
      "budget/price-unknown",
      `The price of ${estimate.unpriced.join(", ")} is unknown, so a cost cap of $${limits.maxCostUsd} cannot be kept.`,
      {
        file: setup.path,
        hint: "Give the model config a `price:`, or cap the calls with --max-calls or `max_calls`.",
      },
    );
  }
  const duplicates = findDuplicates(setup.collection, rows);
  const samples = orderSamples(arms, rows, epochs, options.seed);
  const models = [
    ...(options.isRerate ? [] : generatedArms(arms).map((arm) => ({ model: arm.model, calls: rows.length * epochs }))),
    ...(setup.judge === null ? [] : [{ model: setup.judge.model, calls: estimate.calls.rating - embedders.length * samples.length }]),
    ...embedders.map((model) => ({ model, calls: samples.length })),
  ];
  const destinations = mergeDestinations(models, endpoints);
  refuseUnknownEndpoints(endpoints, destinations);
  return {
    setup,
    arms,
    rows,
    epochs,
    rating,
    seed: options.seed,
    samples,
    limits,
    calls: { ...estimate.calls, cached: 0 },
    tokens: estimate.tokens,
    costUsd: { worst: estimate.costUsd },
    destinations,
    warnings: [
      ...batchWarnings(estimate.calls.rating > 0, batch),
      ...estimate.warnings,
      ...arms.flatMap(({ name, axes }) => axisWarnings(name, axes)),
      ...duplicateWarnings(duplicates ?? undefined),
    ],
    duplicates,
    isPartial: options.rows !== null || options.filter !== null || options.shard !== null,
    isSimulated: isSimulated([
      ...generatedArms(arms).map(({ model }) => model),
      ...(setup.judge === null ? [] : [setup.judge.model]),
      ...embedders,
    ]),
    priceTable: pricesAsOf,
    hash: hashSamples(samples),
    options,
  };
}

/** Imported responses that no judge is asked about are real ones. */
function isSimulated(models: readonly ModelConfig[]): boolean {
  return models.length > 0 && models.every((model) => providerOf(model).endpoint === null);
}

/** The hash of a plan with these samples, in the order in which they will be started. */
export function hashSamples(samples: readonly PlannedSample[]): Hash {
  return hashValue(
    "touchstone/plan/1",
    samples.map((sample) => sample.hash),
  );
}

/** The file is checked by itself; a flag may ask for fewer epochs than its reducer needs. */
function refuseReducer({ reduce, path }: Setup, epochs: number): void {
  const needed = epochsNeeded(reduce);
  if (needed <= epochs) return;
  throw new TouchstoneError(
    "input/invalid",
    `\`reduce: {${reducerName(reduce)}}\` takes at least ${needed} epochs, and this run has ${epochs}.`,
    {
      file: path,
      hint: `Run it with --epochs ${needed} or more.`,
    },
  );
}

/** What the file says was checked with it; flags may ask for what a run that may stop early cannot be. */
function refuseEarlyStop({ plan, path }: Setup, epochs: number, options: RunOptions): void {
  const { batch, shard, isRerate, isGate = false } = options;
  const reasons = { "--epochs": epochs > 1, "--batch": batch !== null, "--shard": shard !== null, rerate: isRerate, gate: isGate };
  const flag = Object.entries(reasons).find(([, isAsked]) => isAsked)?.[0] ?? null;
  if (plan.early_stop !== true || flag === null) return;
  throw new TouchstoneError("input/invalid", `A run that may stop early is made live, as a whole and once: ${flag} does not go with it.`, {
    file: path,
    hint: "Leave `plan.early_stop` out.",
  });
}

/** Against a commit with equal requests the head stands alone for both arms, and neither is preferred. */
function refuseNothingToCompare({ criteria, against }: Setup, arms: readonly Arm[]): void {
  const pairwise = criteria.criteria.find(isPairwise);
  if (pairwise === undefined || arms.length > 1 || against !== undefined) return;
  throw new TouchstoneError(
    "input/invalid",
    `The criterion "${pairwise.id}" prefers one of two responses, and this run has one arm: it can say nothing.`,
    { file: criteria.path, hint: "Add a variant to the experiment, or leave the criterion out." },
  );
}

function selectArms(setup: Setup, names: readonly string[] | null): [Arm, ...Arm[]] {
  const [baseline, ...variants] = setup.arms;
  if (names === null) return [baseline, ...variants];
  const known = variants.map((arm) => arm.name);
  const unknown = names.find((name) => !known.includes(name) && name !== baselineName);
  if (unknown !== undefined)
    throw new TouchstoneError("input/invalid", `There is no variant "${unknown}" in ${setup.path}.`, {
      hint: didYouMean(unknown, known, "variant"),
    });
  return [baseline, ...variants.filter((arm) => names.includes(arm.name))];
}

/** The baseline twice, equal but for the name. */
function againstItself({ arms: [baseline] }: Setup): [Arm, Arm] {
  return [baseline, { ...baseline, name: baselineAgainName, from: baselineName, axes: [] }];
}

/** Scheme `shuffle-interleave-v1`: rows in seeded order, one epoch after the other; the arms of a row stand side by side, in seeded order. */
function orderSamples(arms: readonly Arm[], rows: readonly Row[], epochs: number, seed: number): PlannedSample[] {
  const samples: PlannedSample[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const shuffled = rows.map((row) => ({ row, draw: drawFrom("order", seed, epoch, row.id) })).sort((a, b) => a.draw - b.draw);
    for (const { row } of shuffled) {
      const turn = Math.floor(drawFrom("arm", seed, epoch, row.id) * arms.length);
      for (const arm of [...arms.slice(turn), ...arms.slice(0, turn)])
        samples.push({ hash: sampleHash(row, arm, epoch), row, arm, epoch, replicate: isAskedAnew({ arm }) ? 1 : 0 });
    }
  }
  return samples;
}

/** The identity of a sample of the plan. */
export function sampleHash(row: Row, arm: Arm, epoch: number): Hash {
  return hashValue("touchstone/sample/1", { row: row.id, rowHash: row.hash, variant: arm.name, config: arm.configHash, epoch });
}

function mergeDestinations(models: readonly { model: ModelConfig; calls: number }[], endpoints: Endpoints): PlannedDestination[] {
  const merged = new Map<string, PlannedDestination>();
  for (const { model, calls } of models) {
    const destination = destinationOf(model, endpoints);
    const key = [destination.endpoint, destination.origin, destination.provider, destination.model].join("\0");
    merged.set(key, { ...destination, calls: calls + (merged.get(key)?.calls ?? 0) });
  }
  return [...merged.values()];
}

/** A misspelt name would leave the calls, and the key, at the endpoint's usual place. */
function refuseUnknownEndpoints(endpoints: Endpoints, destinations: readonly Destination[]): void {
  const used = destinations.flatMap(({ endpoint }) => endpoint ?? []);
  const unknown = [...endpoints.keys()].find((name) => !used.includes(name) && !builtInEndpoints.includes(name));
  if (unknown === undefined) return;
  throw new TouchstoneError("input/invalid", `No model of this run calls an endpoint "${unknown}".`, {
    hint: didYouMean(unknown, [...used, ...builtInEndpoints], "endpoint"),
  });
}

// A plan as a manifest: what the run pins before the first call.
import type { Hash } from "../../base/hash.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import {
  manifestSchemaName,
  type ManifestCriterion,
  type ManifestModel,
  type ManifestPrice,
  type RunManifest,
  type RunSelection,
} from "../../domain/run-manifest.ts";
import type { Setup } from "../../documents/setup.ts";
import { priceOf } from "../../providers/pricing.ts";
import { judgePromptHash } from "../../scorers/pairwise-prompt.ts";
import { destinationOf, type Endpoints } from "./destinations.ts";
import type { RunOptions } from "./options.ts";
import { pinClusters } from "./clusters.ts";
import { pinGateRows } from "./gate-rows.ts";
import type { Plan } from "./plan.ts";

export interface ManifestFacts {
  readonly runId: string;
  readonly createdAt: string;
  readonly tool: RunManifest["tool"];
  readonly git: RunManifest["git"];
  readonly files: RunManifest["files"];
  readonly rowHashes: Hash;
  readonly endpoints: Endpoints;
  /** The run whose responses are rated again, and by which files; absent for a run that generates its own. */
  readonly rerated?: { readonly parent: RunManifest; readonly ratingFiles: NonNullable<RunManifest["ratingFiles"]> };
}

export function createManifest(plan: Plan, facts: ManifestFacts): RunManifest {
  const { setup } = plan;
  const { rerated } = facts;
  const judge = setup.judge === null ? [] : [setup.judge.model];
  const raters = [...judge, ...[...(setup.embeddings?.values() ?? [])].map(({ model }) => model)];
  const models = [...plan.arms.map((arm) => arm.model), ...raters];
  return {
    schema: manifestSchemaName,
    runId: facts.runId,
    createdAt: facts.createdAt,
    purpose: plan.options.purpose,
    tool: facts.tool,
    git: facts.git,
    ...(setup.against === undefined ? {} : { against: setup.against }),
    experiment: {
      hash: setup.hash,
      path: setup.path,
      name: setup.name,
      plan: setup.plan,
      gates: setup.gates,
      ...(setup.onInconclusive === undefined ? {} : { onInconclusive: setup.onInconclusive }),
      ...pinGateRows(setup.gates, plan.rows),
    },
    files: facts.files,
    ...(rerated === undefined ? {} : { ratingFiles: rerated.ratingFiles }),
    selection: toSelection(plan.options),
    isFresh: plan.options.isFresh,
    ...(plan.options.isGate === undefined ? {} : { isGate: plan.options.isGate }),
    ...(plan.options.batch === null ? {} : { batch: plan.options.batch }),
    isPartial: plan.isPartial,
    collection: {
      path: setup.collection.path,
      hash: setup.collection.hash,
      rows: plan.rows.length,
      version: setup.collection.version,
      rowHashes: facts.rowHashes,
      ...(plan.duplicates == null ? {} : { duplicates: plan.duplicates }),
      ...pinClusters(setup.collection.columns, plan.rows),
    },
    variants: plan.arms.map((arm) => ({
      id: arm.name,
      from: arm.from,
      template: arm.template.source.file,
      templateHash: arm.templateHash,
      configHash: arm.configHash,
      model: `${arm.model.provider}/${arm.model.model}`,
      ...(arm.axes.length === 0 ? {} : { axes: arm.axes }),
    })),
    models: distinct(
      rerated === undefined
        ? models.map((model) => describeModel(model, facts.endpoints))
        : [...modelsOfArms(rerated.parent), ...raters.map((model) => describeModel(model, facts.endpoints))],
    ),
    criteria: {
      path: setup.criteria.path,
      hash: setup.criteria.hash,
      threshold: setup.criteria.threshold,
      items: setup.criteria.criteria.map((criterion) => ({
        id: criterion.id,
        name: criterion.name,
        kind: criterion.isNegated ? `not-${criterion.scorer}` : criterion.scorer,
        severity: criterion.severity,
        weight: criterion.weight,
        hash: criterion.hash,
        ...describeEmbeddings(setup, criterion.id),
      })),
      ...(setup.criteria.evaluators.length === 0
        ? {}
        : { evaluators: setup.criteria.evaluators.map(({ id, name, hash }) => ({ id, name, hash })) }),
      judge:
        setup.judge === null
          ? null
          : {
              model: `${setup.judge.model.provider}/${setup.judge.model.model}`,
              configHash: setup.judge.configHash,
              promptVersion: setup.criteria.judgeVersion,
              promptHash: judgePromptHash(setup.criteria),
            },
    },
    rating: plan.rating,
    epochs: plan.epochs,
    ...(setup.reduce === "mean" ? {} : { reduce: setup.reduce }),
    order: { seed: plan.seed, scheme: "shuffle-interleave-v1" },
    prices: { table: plan.priceTable, worstUsd: plan.costUsd.worst, models: distinct(models.map(describePrice)) },
    limits: { ...plan.limits, timeouts: setup.timeouts },
    samples: plan.samples.length,
    planHash: plan.hash,
    isSimulated: plan.isSimulated,
    parent: rerated === undefined ? null : { runId: rerated.parent.runId, relation: "rerate" },
  };
}

/** The content of the object that `rowHashes` names. */
export function encodeRowHashes({ rows }: Pick<Plan, "rows">): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(rows.map((row) => [row.id, row.hash])));
}

function describeModel(model: ModelConfig, endpoints: Endpoints): ManifestModel {
  const { origin } = destinationOf(model, endpoints);
  const api = typeof model.settings.api === "string" ? model.settings.api : null;
  const id = `${model.provider}/${model.model}`;
  return { id, provider: model.provider, origin, requested: model.model, params: model.parameters, api };
}

/** Nothing for a criterion that compares by no embeddings. */
function describeEmbeddings({ embeddings }: Setup, id: string): Pick<ManifestCriterion, "embeddings"> {
  const known = embeddings?.get(id);
  return known === undefined ? {} : { embeddings: { model: `${known.model.provider}/${known.model.model}`, configHash: known.configHash } };
}

/** Where responses came from stays true, wherever the endpoints of the arms are today. */
function modelsOfArms({ models, variants }: RunManifest): ManifestModel[] {
  return models.filter(({ id }) => variants.some(({ model }) => model === id));
}

function describePrice(model: ModelConfig): ManifestPrice {
  const id = `${model.provider}/${model.model}`;
  const price = priceOf(model);
  if (price === null) return { id, usdPerMillion: null };
  const { input, output, cached_input: cachedInput = input } = price === "free" ? { input: 0, output: 0 } : price;
  return { id, usdPerMillion: { input, cachedInput, output } };
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function toSelection(options: RunOptions): RunSelection {
  const { variants, rows, filter, epochs, ratingMode, shard } = options;
  return { variants, rows, filter, epochs, ratingMode, ...(shard === null ? {} : { shard }) };
}

/** The options that make the same plan again; how fast and at what price is for whoever resumes to say. */
export function optionsOf(manifest: RunManifest): RunOptions {
  const { variants, rows, filter, epochs, ratingMode, shard = null } = manifest.selection;
  const { concurrency, maxCostUsd, maxCalls } = manifest.limits;
  const { purpose, isFresh, batch = null } = manifest;
  const isRerate = manifest.parent?.relation === "rerate";
  const { seed } = manifest.order;
  const gate = manifest.isGate === undefined ? {} : { isGate: manifest.isGate };
  const asked = { purpose, variants, rows, filter, shard, epochs, ratingMode, isFresh, isRerate, batch, seed };
  return { ...asked, ...gate, concurrency, maxCostUsd, maxCalls };
}

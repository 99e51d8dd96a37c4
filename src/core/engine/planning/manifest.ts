// A plan as a manifest: what the run pins before the first call.
import type { Hash } from "../../base/hash.ts";
import { manifestSchemaName, type ManifestModel, type RunManifest, type RunSelection } from "../../domain/run-manifest.ts";
import { judgePrompts } from "../../scorers/judge-prompt.ts";
import { destinationOf, type Endpoints } from "./destinations.ts";
import type { RunOptions } from "./options.ts";
import type { Plan } from "./plan.ts";

export interface ManifestFacts {
  readonly runId: string;
  readonly createdAt: string;
  readonly tool: RunManifest["tool"];
  readonly git: RunManifest["git"];
  readonly files: RunManifest["files"];
  readonly rowHashes: Hash;
  readonly endpoints: Endpoints;
}

export function createManifest(plan: Plan, facts: ManifestFacts): RunManifest {
  const { setup } = plan;
  const models = plan.arms.map((arm) => arm.model);
  return {
    schema: manifestSchemaName,
    runId: facts.runId,
    createdAt: facts.createdAt,
    purpose: "run",
    tool: facts.tool,
    git: facts.git,
    experiment: { hash: setup.hash, path: setup.path, name: setup.name, plan: setup.plan, gates: setup.gates },
    files: facts.files,
    selection: toSelection(plan.options),
    isFresh: plan.options.isFresh,
    ...(plan.options.batch === null ? {} : { batch: plan.options.batch }),
    isPartial: plan.isPartial,
    collection: {
      path: setup.collection.path,
      hash: setup.collection.hash,
      rows: plan.rows.length,
      version: setup.collection.version,
      rowHashes: facts.rowHashes,
    },
    variants: plan.arms.map((arm) => ({
      id: arm.name,
      from: arm.from,
      template: arm.template.source.file,
      templateHash: arm.templateHash,
      configHash: arm.configHash,
      model: `${arm.model.provider}/${arm.model.model}`,
    })),
    models: distinctModels(
      [...models, ...(setup.judge === null ? [] : [setup.judge.model])].map((model) => {
        const { origin } = destinationOf(model, facts.endpoints);
        const api = typeof model.settings.api === "string" ? model.settings.api : null;
        return {
          id: `${model.provider}/${model.model}`,
          provider: model.provider,
          origin,
          requested: model.model,
          params: model.parameters,
          api,
        };
      }),
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
      })),
      judge:
        setup.judge === null
          ? null
          : {
              model: `${setup.judge.model.provider}/${setup.judge.model.model}`,
              configHash: setup.judge.configHash,
              promptVersion: setup.criteria.judge?.version ?? 1,
              promptHash: judgePrompts[setup.criteria.judge?.version ?? 1].hash,
            },
    },
    rating: plan.rating,
    epochs: plan.epochs,
    order: { seed: plan.seed, scheme: "shuffle-interleave-v1" },
    prices: { table: plan.priceTable },
    limits: { ...plan.limits, timeouts: setup.timeouts },
    samples: plan.samples.length,
    planHash: plan.hash,
    isSimulated: plan.isSimulated,
    parent: null,
  };
}

function distinctModels(models: readonly ManifestModel[]): ManifestModel[] {
  return [...new Map(models.map((model) => [JSON.stringify(model), model])).values()];
}

function toSelection(options: RunOptions): RunSelection {
  const { variants, rows, filter, epochs, ratingMode } = options;
  return { variants, rows, filter, epochs, ratingMode };
}

/** The options that make the same plan again; how fast and at what price is for whoever resumes to say. */
export function optionsOf(manifest: RunManifest): RunOptions {
  const { variants, rows, filter, epochs, ratingMode } = manifest.selection;
  const { concurrency, maxCostUsd, maxCalls } = manifest.limits;
  const { isFresh = false, batch = null } = manifest;
  return { variants, rows, filter, epochs, ratingMode, isFresh, seed: manifest.order.seed, concurrency, maxCostUsd, maxCalls, batch };
}

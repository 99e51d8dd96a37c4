// Which calls of a run go out in batches, and what cannot: refused before anything is spent. Pure.
import { TouchstoneError } from "../../base/errors.ts";
import { isPairwise } from "../../domain/criterion-set.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { BatchMode } from "../../domain/run-manifest.ts";
import type { Setup } from "../../documents/setup.ts";
import { providerOf } from "./destinations.ts";
import type { RunOptions } from "./options.ts";

export type CallKind = "generation" | "rating";

export function isInBatches(kind: CallKind, batch: BatchMode | null): boolean {
  return batch !== null && (kind === "generation" || batch.judge === "batch");
}

/** Throws `input/invalid` for a model without a batch API, for gates and criteria on latency, which a batch has none of, for embeddings and pairwise criteria, and for a shard. */
export function refuseBatch(
  setup: Setup,
  models: Readonly<Record<CallKind, readonly ModelConfig[]>>,
  { batch, shard }: Pick<RunOptions, "batch" | "shard">,
): void {
  if (batch === null) return;
  if (shard !== null)
    throw new TouchstoneError("input/invalid", "A shard cannot be run in batches: shards with batches cannot be merged.", {
      hint: "Leave --shard out: a provider works on the requests of a batch side by side.",
    });
  for (const kind of ["generation", "rating"] as const) {
    const without = isInBatches(kind, batch) ? models[kind].find((model) => providerOf(model).openBatches === null) : undefined;
    if (without === undefined) continue;
    throw new TouchstoneError("input/invalid", `${without.provider}/${without.model} has no batch API.`, {
      file: setup.path,
      hint: kind === "rating" ? "Ask the judge live: --judge live." : "Run without --batch.",
    });
  }
  const [compared] = setup.embeddings?.keys() ?? [];
  if (compared !== undefined)
    throw new TouchstoneError(
      "input/invalid",
      `The criterion "${compared}" compares by embeddings, which are asked for live, and this run goes out in batches.`,
      { file: setup.criteria.path, hint: "Run without --batch, or leave the `model` of the criterion out to compare letters." },
    );
  const preferred = setup.criteria.criteria.find(isPairwise);
  if (preferred !== undefined)
    throw new TouchstoneError(
      "input/invalid",
      `The criterion "${preferred.id}" compares responses when all of them are there, which is asked live, and this run goes out in batches.`,
      {
        file: setup.criteria.path,
        hint: "Run without --batch, or leave the criterion out and rate the run again with it: touchstone rerate.",
      },
    );
  const checked = setup.criteria.criteria.find(({ scorer }) => scorer === "latency");
  if (checked !== undefined)
    throw new TouchstoneError(
      "input/invalid",
      `The criterion "${checked.id}" asks for the latency, and the answers of a batch have none.`,
      {
        file: setup.criteria.path,
        hint: "Run without --batch, or leave the criterion out.",
      },
    );
  const metrics = [...setup.gates.map(({ metric }) => metric), setup.plan.primary];
  const timed = metrics.find((metric) => metric?.startsWith("latency"));
  if (timed === undefined) return;
  throw new TouchstoneError("input/invalid", `${setup.path} asks for ${timed}, and the answers of a batch have no latency.`, {
    file: setup.path,
    hint: "Run without --batch, or decide by another metric.",
  });
}

/** What has to be known of a run in batches before it is started; none for a live run. */
export function batchWarnings(hasJudge: boolean, batch: BatchMode | null): string[] {
  if (batch === null) return [];
  const windows =
    !hasJudge || batch.judge === "live"
      ? "The responses are a batch that takes up to 24 h."
      : "The responses are a batch that takes up to 24 h, and the judge's ratings another of up to 24 h after it.";
  return [windows];
}

// Flags of `plan`, `run`, `aa`, `resume`, `retry` and `rerate` to what the engine understands.
import { TouchstoneError } from "../core/base/errors.ts";
import type { RowSelector } from "../core/domain/run-manifest.ts";
import { withLabels, type RunSource } from "../core/engine/labels/run-labels.ts";
import { defaultSeed, parseRowSelector, parseShard, type RunOptions } from "../core/engine/planning/options.ts";
import { scoreArm } from "../core/comparison/arm-samples.ts";
import { readManifest } from "../core/store/read-manifest.ts";
import { listRunIds, readRun } from "../core/store/run-store.ts";

export interface RunFlags {
  readonly variant?: string;
  readonly rows?: string;
  readonly filter?: readonly string[];
  readonly shard?: string;
  readonly epochs?: string;
  readonly seed?: string;
  readonly rating?: string;
  readonly fresh?: boolean;
  readonly batch?: boolean;
  readonly judge?: string;
  readonly concurrency?: string;
  readonly maxCost?: string;
  readonly maxCalls?: string;
}

/** Throws `input/invalid` naming the flag. `failing` and `errors` mean rows of the newest finished run of this experiment that is no A/A run. */
export async function readRunOptions(flags: RunFlags, source: RunSource, experiment: string): Promise<RunOptions> {
  return {
    purpose: "run",
    variants:
      flags.variant === undefined
        ? null
        : flags.variant
            .split(",")
            .map((name) => name.trim())
            .filter((name) => name !== ""),
    rows: flags.rows === undefined ? null : await readRows(flags.rows, source, experiment),
    filter: readFilter(flags.filter ?? []),
    shard: readShard(flags.shard),
    epochs: readWhole("--epochs", flags.epochs, 1, 1000),
    seed: readSeed(flags.seed),
    ratingMode: readRatingMode(flags),
    isFresh: flags.fresh === true,
    batch: readBatch(flags),
    isRerate: false,
    ...readLimits(flags),
  };
}

function readBatch({ batch, judge }: RunFlags): RunOptions["batch"] {
  const mode = readChoice("--judge", judge, ["batch", "live"]);
  if (batch === true) return { judge: mode ?? "batch" };
  if (mode !== "batch") return null;
  throw new TouchstoneError("input/invalid", "--judge batch says how a run in batches is rated, and this one is not.", {
    hint: "Add --batch.",
  });
}

export function readRatingMode({ rating }: Pick<RunFlags, "rating">): RunOptions["ratingMode"] {
  return readChoice("--rating", rating, ["detailed", "fast"]);
}

export function readSeed(value: string | undefined): number {
  return readWhole("--seed", value, 0, Number.MAX_SAFE_INTEGER) ?? defaultSeed;
}

/** Of a stored run; null for all. */
export function readLabelRows(value: string | undefined): RowSelector | null {
  const selector = value === undefined ? null : parseRowSelector(value);
  if (value !== undefined && selector === null) throw invalid("--rows", value, "first:20, sample:50 or id:a,b");
  return selector;
}

export function readLimits(
  flags: Pick<RunFlags, "concurrency" | "maxCost" | "maxCalls">,
): Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls"> {
  return {
    concurrency: readWhole("--concurrency", flags.concurrency, 1, 1000),
    maxCostUsd: readAmount("--max-cost", flags.maxCost),
    maxCalls: readWhole("--max-calls", flags.maxCalls, 1, Number.MAX_SAFE_INTEGER),
  };
}

function invalid(flag: string, value: string, rule: string): TouchstoneError {
  return new TouchstoneError("input/invalid", `${flag} cannot be "${value}".`, { hint: `Give it ${rule}.` });
}

function readWhole(flag: string, value: string | undefined, least: number, most: number): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most)
    throw invalid(flag, value, `a whole number from ${least}${most > 1e6 ? " up" : ` to ${most}`}`);
  return number;
}

function readAmount(flag: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number) || number <= 0) throw invalid(flag, value, "an amount of US dollars, such as 2.50");
  return number;
}

function readChoice<Choice extends string>(flag: string, value: string | undefined, choices: readonly Choice[]): Choice | null {
  if (value === undefined) return null;
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw invalid(flag, value, `one of ${choices.join(", ")}`);
  return choice;
}

/** `col=v|v`, repeated: OR within a column, AND across. */
function readFilter(flags: readonly string[]): RunOptions["filter"] {
  if (flags.length === 0) return null;
  const filter = new Map<string, string[]>();
  for (const flag of flags) {
    const at = flag.indexOf("=");
    if (at <= 0) throw invalid("--filter", flag, "a column and values, such as region=EU|US");
    const column = flag.slice(0, at);
    filter.set(column, [...(filter.get(column) ?? []), ...flag.slice(at + 1).split("|")]);
  }
  return Object.fromEntries(filter);
}

function readShard(value: string | undefined): RunOptions["shard"] {
  if (value === undefined) return null;
  const shard = parseShard(value);
  if (shard === null) throw invalid("--shard", value, "a shard and how many there are, such as 3/8 for the third of eight");
  return shard;
}

async function readRows(value: string, source: RunSource, experiment: string): Promise<RowSelector> {
  if (value === "failing" || value === "errors") return rowsOfLastRun(value, source, experiment);
  const selector = parseRowSelector(value);
  if (selector === null || (selector.kind === "ids" && selector.ids.length === 0))
    throw invalid("--rows", value, "first:20, sample:20, failing, errors or id:a,b");
  return selector;
}

/** Rows with a failed (or errored) sample in any arm. */
async function rowsOfLastRun(value: "failing" | "errors", source: RunSource, experiment: string): Promise<RowSelector> {
  const { storage } = source;
  for (const runId of await listRunIds(storage)) {
    // A run that cannot be read is not the one that is meant, and `list runs` tells of it.
    const stored = await readManifest(storage, runId).catch(() => null);
    // The equal arms of an A/A run fail by chance.
    if (stored === null || stored.manifest.experiment.path !== experiment || stored.manifest.purpose !== "run") continue;
    const { manifest } = stored;
    const { record: own } = await readRun(storage, runId);
    if (own.state !== "done") continue;
    const record = await withLabels(own, manifest, source);
    const samples = manifest.variants.flatMap(({ id }) => scoreArm(record, id, manifest.criteria));
    const ids = [
      ...new Set(
        samples
          .filter((sample) => sample.outcome === "error" || (value === "failing" && sample.outcome === "fail"))
          .map((sample) => sample.row),
      ),
    ];
    if (ids.length > 0) return { kind: "ids", ids };
    throw new TouchstoneError(
      "input/invalid",
      `The newest finished run of ${experiment} has no row that is ${value === "failing" ? "failing" : "in error"}.`,
      { hint: "Run all rows." },
    );
  }
  throw new TouchstoneError("input/invalid", `There is no finished run of ${experiment} to take the rows from.`, {
    hint: "Run all rows first.",
  });
}

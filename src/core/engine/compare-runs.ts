// Arms of stored runs against each other: joined by row id and row hash, refused where they cannot be compared.
import * as z from "zod";
import { TouchstoneError } from "../base/errors.ts";
import type { Storage } from "../base/ports.ts";
import { hashBytes } from "../base/hash.ts";
import type { ManifestModel, RunManifest } from "../domain/run-manifest.ts";
import { nameSchema } from "../domain/stored-values.ts";
import { armFigures } from "../comparison/arm-figures.ts";
import { scoreArm, type ScoredSample } from "../comparison/arm-samples.ts";
import { fewestRows } from "../comparison/compare-arms.ts";
import { compareVariants } from "../comparison/compare-variants.ts";
import { missingWarnings, simulationWarnings, usageWarnings } from "../comparison/run-warnings.ts";
import { count } from "../comparison/sentence.ts";
import { samplesPerArm, type VariantSummary } from "../comparison/summarize-run.ts";
import { objectPath } from "../store/layout.ts";
import { describeDamage } from "../store/describe-damage.ts";
import { findRunId, readRun, type StoredRun } from "../store/run-store.ts";
import { refuseOtherRatings } from "./refuse-other-ratings.ts";

export interface RunComparison {
  /** The first is the baseline. */
  readonly variants: readonly VariantSummary[];
  /** Rows that are the same in all arms and have ended in each; with epochs, at least one. */
  readonly joined: number;
  /** Rows with the same id and other content. */
  readonly edited: number;
  readonly onlyIn: readonly { readonly name: string; readonly rows: number }[];
  readonly warnings: readonly string[];
}

const rowHashesSchema = z.array(z.tuple([nameSchema, nameSchema]));

interface LoadedArm {
  readonly name: string;
  readonly variant: string;
  readonly run: StoredRun;
  readonly samples: readonly ScoredSample[];
  readonly rows: ReadonlyMap<string, string>;
}

/** Each name is `<run>[:variant]`; without a variant it is the run's only variant, else its baseline (contracts §1). Throws `compare/incompatible` or `input/invalid`. */
export async function compareRuns(storage: Storage, names: readonly string[]): Promise<RunComparison> {
  if (names.length < 2)
    throw new TouchstoneError("input/invalid", "Two runs are needed to compare.", {
      hint: "Name them: touchstone compare <baseline> <variant>",
    });
  const loaded = await Promise.all(names.map((name) => loadArm(storage, name)));
  const isOneRun = new Set(loaded.map((arm) => arm.run.manifest.runId)).size === 1;
  const arms = isOneRun ? loaded.map((arm) => ({ ...arm, name: arm.variant })) : loaded;
  const [baseline, ...variants] = arms as [LoadedArm, ...LoadedArm[]];
  const named = ({ name, run: { manifest } }: LoadedArm) => ({ name, manifest });
  for (const arm of variants) refuseOtherRatings(named(baseline), named(arm));
  if (new Set(arms.map((arm) => `${arm.run.manifest.runId}:${arm.variant}`)).size < arms.length) {
    throw new TouchstoneError("input/invalid", "The same arm is named twice.", {
      hint: "Name two arms: touchstone compare latest:baseline latest:<variant>",
    });
  }

  const ids = new Set(arms.flatMap((arm) => [...arm.rows.keys()]));
  const inAll = [...ids].filter((id) => arms.every((arm) => arm.rows.has(id)));
  const equal = inAll.filter((id) => arms.every((arm) => arm.rows.get(id) === baseline.rows.get(id)));
  const ended = arms.map((arm) => new Set(arm.samples.map((sample) => sample.row)));
  const joined = new Set(equal.filter((id) => ended.every((rows) => rows.has(id))));
  if (joined.size < fewestRows && !isOneRun) refuseFewRows(arms, equal.length, joined.size);
  const shared = arms.map((arm) => ({ ...arm, samples: arm.samples.filter((sample) => joined.has(sample.row)) }));
  const [sharedBaseline, ...sharedVariants] = shared;
  const { manifest } = baseline.run;
  const comparisons = sharedBaseline === undefined ? [] : compareVariants(manifest, sharedBaseline, sharedVariants);
  return {
    variants: shared.map((arm, index) => ({
      ...armFigures(arm.name, arm.samples, manifest.criteria, null),
      comparison: index === 0 ? null : (comparisons[index - 1] ?? null),
    })),
    joined: joined.size,
    edited: inAll.length - equal.length,
    onlyIn: arms.map((arm) => ({
      name: arm.name,
      rows: [...arm.rows.keys()].filter((id) => arms.every((other) => other === arm || !other.rows.has(id))).length,
    })),
    warnings: [
      ...[...new Set(arms.flatMap(({ run }) => describeDamage(run).map((sentence) => `Run ${run.manifest.runId}: ${sentence}`)))],
      ...simulationWarnings(arms.flatMap(modelsOf), "Simulated answers are compared: the figures say nothing about a real model."),
      ...arms.flatMap((arm) =>
        missingWarnings(missingOf(arm), `${samplesPerArm(arm.run.manifest)} samples of ${arm.name}`, arm.run.manifest.runId),
      ),
      ...shared.flatMap((arm) => usageWarnings(arm.name, arm.samples)),
    ],
  };
}

/** The models behind an arm's figures: its own and the judge. */
function modelsOf({ variant, run: { manifest } }: LoadedArm): ManifestModel[] {
  const ids = [manifest.variants.find(({ id }) => id === variant)?.model, manifest.criteria.judge?.model];
  return manifest.models.filter(({ id }) => ids.includes(id));
}

function missingOf({ run, samples }: LoadedArm): number {
  return samplesPerArm(run.manifest) - samples.length;
}

async function loadArm(storage: Storage, name: string): Promise<LoadedArm> {
  const { runName, variantName } = parseArmName(name);
  const runId = await findRunId(storage, runName);
  const run = await readRun(storage, runId);
  const { manifest } = run;
  const variant = chooseVariant(manifest, variantName);
  const rows = new Map(await readRowHashes(storage, manifest));
  return { name: `${runId.slice(0, 13)}:${variant}`, variant, run, samples: scoreArm(run.record, variant, manifest.criteria), rows };
}

/** A folder stands for the run of its name; the `:` behind the letter of a Windows drive separates no variant. */
function parseArmName(name: string): { readonly runName: string; readonly variantName: string | undefined } {
  const [, place = "", variantName] = /^((?:[A-Za-z]:)?[^:]*)(?::(.*))?$/s.exec(name) ?? [];
  const isFolder = /[/\\]/.test(place);
  return { runName: isFolder ? (place.split(/[/\\]/).findLast((segment) => segment !== "") ?? "") : place, variantName };
}

function chooseVariant(manifest: RunManifest, wanted: string | undefined): string {
  const [baseline, ...variants] = manifest.variants.map(({ id }) => id);
  if (wanted === undefined) return variants.length === 1 && variants[0] !== undefined ? variants[0] : (baseline ?? "");
  if (manifest.variants.some(({ id }) => id === wanted)) return wanted;
  throw new TouchstoneError("input/invalid", `Run ${manifest.runId} has no variant "${wanted}".`, {
    hint: `It has ${manifest.variants.map(({ id }) => id).join(", ")}.`,
  });
}

async function readRowHashes(storage: Storage, { runId, collection }: RunManifest): Promise<[string, string][]> {
  const bytes = await storage.read(objectPath(collection.rowHashes));
  const rows = bytes !== null && hashBytes(bytes) === collection.rowHashes ? parseRowHashes(bytes) : null;
  if (rows !== null) return rows;
  throw new TouchstoneError("run/invalid", `The row hashes of run ${runId} are ${bytes === null ? "missing" : "damaged"}.`, {
    hint: "Compare another run.",
  });
}

/** Null for what is no list of row ids and hashes. */
function parseRowHashes(bytes: Uint8Array): [string, string][] | null {
  try {
    return rowHashesSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

function refuseFewRows(arms: readonly LoadedArm[], equal: number, joined: number): never {
  const unfinished = arms.find((arm) => missingOf(arm) > 0);
  const hint =
    equal >= fewestRows && unfinished !== undefined
      ? `Finish them first: touchstone resume ${unfinished.run.manifest.runId}`
      : "Run both on the same collection.";
  throw new TouchstoneError(
    "compare/incompatible",
    `These runs share ${count(joined, "equal row")} that ended in all of them; fewer than ${fewestRows} cannot be compared.`,
    { hint },
  );
}

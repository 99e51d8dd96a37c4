// One arm of a stored run as people name it, `<run>[:variant]`, with the rows that it ran on.
import { TouchstoneError } from "../../base/errors.ts";
import type { Storage } from "../../base/ports.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { findRunId, readRun, type StoredRun } from "../../store/run-store.ts";
import { readRowHashes } from "../row-hashes.ts";

export interface OpenedArm {
  readonly run: StoredRun;
  readonly variant: string;
  /** The hash of each row, by its id. */
  readonly rows: ReadonlyMap<string, string>;
}

/** Without a variant it is the run's only variant, else its baseline (contracts §1). Throws `run/missing`, `run/invalid` or `input/invalid`. */
export async function openArm(storage: Storage, name: string): Promise<OpenedArm> {
  const { runName, variantName } = parseArmName(name);
  const run = await readRun(storage, await findRunId(storage, runName));
  const variant = chooseVariant(run.manifest, variantName);
  return { run, variant, rows: await rowsOf(storage, run.manifest) };
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

async function rowsOf(storage: Storage, manifest: RunManifest): Promise<ReadonlyMap<string, string>> {
  const rows = await readRowHashes(storage, manifest);
  if (typeof rows !== "string") return rows;
  throw new TouchstoneError("run/invalid", `The row hashes of run ${manifest.runId} are ${rows}.`, { hint: "Take another run." });
}

// summary.json: what a list shows of a run, kept with the journals it was made from. It is derived: to delete it loses nothing, and one that does not agree is not used.
import * as z from "zod";
import type { Hash } from "../../base/hash.ts";
import type { Storage } from "../../base/ports.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { amountSchema, hashSchema, nameSchema } from "../../domain/stored-values.ts";
import { runFolder, summaryPath } from "../../store/layout.ts";
import { journalNames } from "../../store/run-store.ts";
import { tallySchema, type RunTally } from "./run-tally.ts";

const summarySchema = z.strictObject({
  schema: z.literal("touchstone.summary/1"),
  runId: nameSchema,
  /** Of the manifest's bytes. */
  manifest: hashSchema,
  journals: z.array(z.strictObject({ name: nameSchema, bytes: amountSchema })).max(10_000),
  tally: tallySchema,
});

type StoredSummary = z.output<typeof summarySchema>;

/** What a summary is about. */
export interface SummarySubject {
  readonly manifest: RunManifest;
  readonly manifestHash: Hash;
}

export type SummaryReading =
  | { readonly kind: "current"; readonly tally: RunTally }
  /** Made from other journals than those that lie there. */
  | { readonly kind: "outdated" }
  | { readonly kind: "damaged" }
  | { readonly kind: "missing" };

/** Reads a summary, and no journal: names and lengths tell whether it is of those that lie there. Never rejects for what stands in it. */
export async function readSummary(storage: Storage, subject: SummarySubject): Promise<SummaryReading> {
  const { runId } = subject.manifest;
  const bytes = await storage.read(summaryPath(runId));
  if (bytes === null) return { kind: "missing" };
  const summary = parse(bytes);
  if (summary === null || summary.runId !== runId || !isPossible(summary.tally, subject.manifest)) return { kind: "damaged" };
  if (summary.manifest !== subject.manifestHash) return { kind: "outdated" };
  const isCurrent = JSON.stringify(summary.journals) === JSON.stringify(await listJournals(storage, runId));
  return isCurrent ? { kind: "current", tally: summary.tally } : { kind: "outdated" };
}

/** Keeps the summary of a run's journals as they lie there; the caller holds the run's lock. */
export async function writeSummary(storage: Storage, { manifest, manifestHash }: SummarySubject, tally: RunTally): Promise<void> {
  const { runId } = manifest;
  const journals = await listJournals(storage, runId);
  const summary: StoredSummary = { schema: "touchstone.summary/1", runId, manifest: manifestHash, journals, tally };
  await storage.write(summaryPath(runId), new TextEncoder().encode(`${JSON.stringify(summary, null, 2)}\n`));
}

async function listJournals(storage: Storage, runId: string): Promise<StoredSummary["journals"]> {
  const names = await journalNames(storage, runId);
  return Promise.all(names.map(async (name) => ({ name, bytes: (await storage.size(`${runFolder(runId)}/${name}`)) ?? 0 })));
}

function parse(bytes: Uint8Array): StoredSummary | null {
  try {
    return summarySchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

/** Whether a run of this manifest can have come to this. */
function isPossible({ ended, errors, variants }: RunTally, manifest: RunManifest): boolean {
  const names = manifest.variants.map(({ id }) => id);
  return (
    ended <= manifest.samples &&
    errors <= ended &&
    variants.length === names.length &&
    variants.every(({ name, samples, passed }, index) => name === names[index] && samples <= manifest.samples && passed <= samples)
  );
}

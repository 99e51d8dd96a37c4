// The hashes of a run's rows, as the run pinned them.
import * as z from "zod";
import { hashBytes } from "../base/hash.ts";
import type { Storage } from "../base/ports.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import { nameSchema } from "../domain/stored-values.ts";
import { objectPath } from "../store/layout.ts";

const rowHashesSchema = z.array(z.tuple([nameSchema, nameSchema]));

/** By row id; a word for what is wrong where they cannot be read. */
export async function readRowHashes(
  storage: Pick<Storage, "read">,
  { collection }: Pick<RunManifest, "collection">,
): Promise<ReadonlyMap<string, string> | "missing" | "damaged"> {
  const bytes = await storage.read(objectPath(collection.rowHashes));
  if (bytes === null) return "missing";
  const rows = hashBytes(bytes) === collection.rowHashes ? parse(bytes) : null;
  return rows === null ? "damaged" : new Map(rows);
}

/** Null for what is no list of row ids and hashes. */
function parse(bytes: Uint8Array): [string, string][] | null {
  try {
    return rowHashesSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

// Collections by their files of rows; a manifest that leads to none stands for itself.
import { buildColumns } from "../collections/columns.ts";
import type { RawRow } from "../collections/table.ts";
import type { CollectionDescription, DocumentDescription } from "./project-description.ts";
import { kindOf, suffixes } from "./kinds.ts";
import { resolvePath } from "./paths.ts";
import { manifestOf, type ManifestDocument } from "./read-collection.ts";
import type { Reader } from "./reader.ts";
import { rememberBy, rememberFile, tableOf } from "./remember.ts";
import { readWritten, textAt } from "./written.ts";

type Parts = Omit<CollectionDescription, keyof DocumentDescription>;

export interface CollectionParts extends Parts {
  readonly path: string;
  /** The manifest that describes it. */
  readonly manifest: string | null;
}

/** Every collection among `documents`, by path. */
export async function describeCollections(reader: Reader, documents: readonly string[]): Promise<readonly CollectionParts[]> {
  const files = documents.filter((path) => kindOf(path) === null);
  const manifests = new Map<string, string>();
  for (const manifest of documents.filter((path) => kindOf(path) === "collection")) {
    const data = await dataOf(reader, manifest, files);
    if (!manifests.has(data)) manifests.set(data, manifest);
  }
  const paths = [...new Set([...files, ...manifests.keys()])].sort();
  return Promise.all(
    paths.map(async (path) => {
      const manifest = manifests.get(path) ?? null;
      return { path, manifest, ...(manifest === path ? unreadable : await describeRows(reader, path, manifest)) };
    }),
  );
}

/** The file of rows that a manifest names, or that bears its name when it says none that is there; any other path is its own. */
export async function dataOf(reader: Reader, path: string, files?: readonly string[]): Promise<string> {
  const suffix = suffixes.collection;
  if (!path.endsWith(suffix)) return path;
  const known = files ?? (await reader.list()).filter((file) => kindOf(file) === null);
  const written = textAt((await readWritten(reader, path))?.value, "data");
  const resolved = written === null ? null : resolvePath(path, written);
  if (resolved?.kind === "path" && known.includes(resolved.path)) return resolved.path;
  const stem = path.slice(0, -suffix.length);
  return (written === null ? known.find((file) => file.replace(/\.[^./]*$/, "") === stem) : undefined) ?? path;
}

const unreadable: Parts = { rows: null, columns: [] };

async function describeRows(reader: Reader, path: string, manifest: string | null): Promise<Parts> {
  const source = manifest === null ? null : await reader.source(manifest);
  const document = source === null ? null : manifestOf(source).value;
  const bytes = await reader.bytes(path);
  return bytes === null ? unreadable : (document === null ? undescribed : describedBy(document))(path, bytes);
}

const undescribed = rememberFile((path, bytes) => describeTable(path, bytes, null));
const describedBy = rememberBy((document: ManifestDocument) => rememberFile((path, bytes) => describeTable(path, bytes, document)));

function describeTable(path: string, bytes: Uint8Array, document: ManifestDocument | null): Parts {
  const table = tableOf(path, bytes).value;
  if (table === null) return unreadable;
  return {
    rows: table.rows.length,
    columns: buildColumns(table, document?.manifest ?? null).map(({ name, type, role }) => ({
      name,
      type,
      role,
      values: type === "category" ? countValues(table.rows, name) : null,
    })),
  };
}

function countValues(rows: readonly RawRow[], column: string): number {
  const values = rows.map((row) => row.values[column]).filter((value) => value !== undefined && value !== null && value !== "");
  return new Set(values).size;
}

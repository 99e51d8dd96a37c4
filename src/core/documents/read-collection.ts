// Collections: a file of rows, with the manifest beside it that names it.
import { buildCollection } from "../collections/build-collection.ts";
import { collectionManifestSchema, type Collection, type CollectionManifest } from "../domain/collection.ts";
import type { YamlValue } from "../domain/read-yaml.ts";
import { createSourceText, decodeUtf8, type SourceText } from "../domain/source-text.ts";
import type { Parsed } from "../domain/diagnostic.ts";
import { validate } from "../domain/validate.ts";
import { folderOf, resolvePath } from "./paths.ts";
import type { Reader } from "./reader.ts";
import { rememberBy, rememberFile, tableOf, yamlOf } from "./remember.ts";
import { documentKinds } from "./schemas.ts";

export interface ManifestDocument {
  readonly manifest: CollectionManifest;
  readonly source: SourceText;
  readonly yaml: YamlValue;
}

/** The collection at `path`, which is a file of rows or a manifest. */
export async function readCollection(reader: Reader, path: string): Promise<Collection | null> {
  if (path.endsWith(documentKinds.collection.suffix)) {
    const document = await readManifest(reader, path);
    if (document === null) return null;
    const { source, yaml, manifest } = document;
    const data = await reader.follow({ source, range: yaml.rangeOf(["data"]), target: manifest.data }, "file of rows");
    return data === null ? null : readRows(reader, data, document);
  }
  const document = await findManifest(reader, path);
  return document === "broken" ? null : readRows(reader, path, document);
}

async function readManifest(reader: Reader, path: string): Promise<ManifestDocument | null> {
  const source = await reader.source(path);
  if (source === null) return null;
  const { value, diagnostics } = manifestOf(source);
  reader.report(diagnostics);
  return value;
}

export const manifestOf = rememberBy((source: SourceText): Parsed<ManifestDocument | null> => {
  const yaml = yamlOf(source);
  if (yaml.value === null) return { value: null, diagnostics: yaml.diagnostics };
  const checked = validate(source, yaml.value, collectionManifestSchema, "collection");
  return { value: checked.value === null ? null : { manifest: checked.value, source, yaml: yaml.value }, diagnostics: checked.diagnostics };
});

/** The manifest in the same folder whose `data` names this file; `broken` when the one with the same stem cannot be read. */
async function findManifest(reader: Reader, dataPath: string): Promise<ManifestDocument | null | "broken"> {
  const folder = folderOf(dataPath);
  const candidates = (await reader.list()).filter((path) => path.endsWith(documentKinds.collection.suffix) && folderOf(path) === folder);
  const stem = dataPath.replace(/\.[^./]*$/, "");
  for (const path of candidates) {
    const source = await reader.source(path);
    const written = source === null ? null : (yamlOf(source).value?.value as { data?: unknown } | null);
    const resolved = typeof written?.data === "string" ? resolvePath(path, written.data) : null;
    const isSameStem = path === `${stem}${documentKinds.collection.suffix}`;
    if ((resolved?.kind === "path" && resolved.path === dataPath) || (isSameStem && resolved?.kind !== "path"))
      return (await readManifest(reader, path)) ?? "broken";
  }
  return null;
}

async function readRows(reader: Reader, path: string, document: ManifestDocument | null): Promise<Collection | null> {
  const bytes = await reader.bytes(path);
  if (bytes === null) return null;
  const { value, diagnostics } = (document === null ? undescribed : describedBy(document))(path, bytes);
  reader.report(diagnostics);
  return value;
}

const undescribed = rememberFile((path, bytes) => buildRows(path, bytes, null));
const describedBy = rememberBy((document: ManifestDocument) => rememberFile((path, bytes) => buildRows(path, bytes, document)));

function buildRows(path: string, bytes: Uint8Array, document: ManifestDocument | null): Parsed<Collection | null> {
  const table = tableOf(path, bytes);
  if (table.value === null) return { value: null, diagnostics: table.diagnostics };
  const built = buildCollection({
    path,
    table: table.value,
    manifest: document?.manifest ?? null,
    source: createSourceText(path, decodeUtf8(bytes) ?? ""),
    manifestSource:
      document === null ? null : { source: document.source, columnRange: (name) => document.yaml.keyRangeOf(["columns", name]) },
  });
  return { value: built.value, diagnostics: [...table.diagnostics, ...built.diagnostics] };
}

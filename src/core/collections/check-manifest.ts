// What a collection manifest says about columns, against the columns that are there.
import type { CollectionManifest } from "../domain/collection.ts";
import { advise } from "../domain/correction.ts";
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { Finding, SourceText } from "../domain/source-text.ts";
import { lineRange } from "./line-range.ts";

/** The manifest's text, and where it declares a column. */
export interface ManifestSource {
  readonly source: SourceText;
  readonly columnRange: (name: string) => Range;
}

/** Findings at the manifest where its text is given, else at the first line of the file of rows. */
export function checkManifest(
  manifest: CollectionManifest,
  columns: readonly string[],
  source: SourceText,
  manifestSource: ManifestSource | null,
): Diagnostic[] {
  const diagnose = (name: string, finding: Finding): Diagnostic =>
    manifestSource === null
      ? source.diagnose(lineRange(source, 1), finding)
      : manifestSource.source.diagnose(manifestSource.columnRange(name), finding);
  const declared = Object.entries(manifest.columns ?? {});
  const named = new Set([...declared.map(([name]) => name), ...(manifest.splits === undefined ? [] : [manifest.splits.column])]);
  const missing = [...named]
    .filter((name) => !columns.includes(name))
    .map((name) =>
      diagnose(name, {
        code: "collection/missing-column",
        message: `The manifest names the column "${name}", but ${source.file} has none.`,
        ...advise(name, columns, "column"),
      }),
    );
  const doubled = onlyOnce.flatMap(({ role, code }) => {
    const [first, ...others] = declared.filter(([, column]) => column.role === role).map(([name]) => name);
    return others.map((name) =>
      diagnose(name, {
        code,
        message: `Both "${first}" and "${name}" have the role ${role}.`,
        hint: `Leave the role ${role} to one column.`,
      }),
    );
  });
  return [...missing, ...doubled];
}

const onlyOnce = [
  { role: "id", code: "collection/several-ids" },
  { role: "cluster", code: "collection/several-clusters" },
] as const;

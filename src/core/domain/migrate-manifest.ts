// Manifests of earlier versions, brought to today's form when they are read; their files stay as they are.
import { manifestSchemaName } from "./run-manifest.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface FormatVersion {
  readonly major: number;
  readonly minor: number;
}

/** The step from each minor version of major 1 to the next one. */
const steps: readonly ((fields: Fields) => Fields)[] = [
  // 1.0 → 1.1. Runs from before there was a cache say nothing of it.
  (fields) => ({ ...fields, schema: "touchstone.run/1.1", isFresh: fields.isFresh ?? false }),
];

/** Null for a text that names no format of a run. */
export function manifestVersion(schema: unknown): FormatVersion | null {
  const [, major, minor] = /^touchstone\.run\/(\d{1,9})\.(\d{1,9})$/.exec(typeof schema === "string" ? schema : "") ?? [];
  return major === undefined || minor === undefined ? null : { major: Number(major), minor: Number(minor) };
}

/** The major version that this version of Touchstone writes. */
export const ownMajor = manifestVersion(manifestSchemaName)?.major ?? 1;

/** Fields of an older minor version as a manifest of today has them; those of today and later ones come back as they are. */
export function migrateManifest(fields: Fields, { minor }: FormatVersion): Fields {
  return steps.slice(minor).reduce((migrated, step) => step(migrated), fields);
}

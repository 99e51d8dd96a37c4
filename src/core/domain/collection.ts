// A collection: an ordered table of rows with typed columns, and the manifest that may describe it.
import * as z from "zod";
import type { Hash } from "../base/hash.ts";

export const columnTypes = ["text", "category", "number", "boolean", "json", "conversation", "raw_input"] as const;
export const columnRoles = ["id", "input", "expected", "response", "metadata", "cluster"] as const;

export type ColumnType = (typeof columnTypes)[number];
export type ColumnRole = (typeof columnRoles)[number];

const columnSchema = z.strictObject({
  type: z.enum(columnTypes).optional().describe("What its values are; without one they stay what the file says."),
  role: z.enum(columnRoles).optional().describe("What it is for; input if absent."),
});

export const collectionManifestSchema = z.strictObject({
  format: z.literal(1).describe("Format version."),
  data: z.string().min(1).describe("The file of rows, relative to this file."),
  kind: z.enum(["standard", "persona", "agentic"]).default("standard").describe("What kind of collection it is."),
  version: z.string().optional().describe("A version tag, kept in the manifest of each run."),
  author: z.string().optional().describe("Who looks after the rows."),
  changelog: z
    .array(z.strictObject({ version: z.string(), date: z.string(), note: z.string() }))
    .optional()
    .describe("What changed from version to version."),
  columns: z.record(z.string(), columnSchema).optional().describe("Types and roles by column; undeclared columns are text inputs."),
  splits: z.strictObject({ column: z.string() }).optional().describe("The column that names each row's split."),
  confidential: z.boolean().optional().describe("Keeps row text out of comments, tools, traces and HTML."),
});

export type CollectionManifest = z.output<typeof collectionManifestSchema>;

export interface Column {
  readonly name: string;
  /** The declared type, else the inferred one, which serves display and filters only. */
  readonly type: ColumnType;
  readonly isDeclared: boolean;
  readonly role: ColumnRole;
}

/** A value of a row: what JSON can say. A column that is absent in a row has no key. */
export type RowValue = string | number | boolean | null | readonly RowValue[] | { readonly [key: string]: RowValue };

export interface Row {
  /** Unique in its collection, always a text. */
  readonly id: string;
  /** Hash of all values but those of metadata columns. */
  readonly hash: Hash;
  /** Where the row starts in its file, 1-based. */
  readonly line: number;
  readonly values: Readonly<Record<string, RowValue>>;
}

export interface Collection {
  /** Project-relative path of the file of rows. */
  readonly path: string;
  readonly kind: CollectionManifest["kind"];
  readonly version: string | null;
  /** True where the manifest keeps the texts of rows out of comments, tools, traces and HTML. */
  readonly isConfidential: boolean;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Hash of the ordered list of [id, row hash]. */
  readonly hash: Hash;
}

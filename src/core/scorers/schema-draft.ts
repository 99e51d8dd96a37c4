// Which draft of JSON Schema a schema is written in.
import type { SchemaDraft } from "@cfworker/json-schema";

const drafts: ReadonlyMap<string, SchemaDraft> = new Map([
  ["json-schema.org/draft-04/schema", "4"],
  ["json-schema.org/draft-06/schema", "7"],
  ["json-schema.org/draft-07/schema", "7"],
  ["json-schema.org/draft/2019-09/schema", "2019-09"],
  ["json-schema.org/draft/2020-12/schema", "2020-12"],
]);

/** The draft that `$schema` names, 2020-12 where there is none, null for one that is not known. Draft 6 is read as draft 7. */
export function schemaDraft(schema: Readonly<Record<string, unknown>>): SchemaDraft | null {
  const written = schema.$schema;
  if (written === undefined) return "2020-12";
  if (typeof written !== "string") return null;
  return drafts.get(written.replace(/^https?:\/\//, "").replace(/#$/, "")) ?? null;
}

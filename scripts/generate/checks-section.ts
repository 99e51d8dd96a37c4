// The section on checks: the registry of scorers as a table, with the keys that each adds to a criterion.
import * as z from "zod";
import { scorers } from "../../src/core/scorers/registry.ts";
import type { ScorerDefinition } from "../../src/core/scorers/scorer.ts";
import { textFormats } from "../../src/core/scorers/text-formats.ts";
import { toJsonSchema } from "./json-schemas.ts";
import { keyList } from "./key-table.ts";
import { code, table } from "./markdown.ts";

export function checksSection(): string {
  const rows = Object.entries<ScorerDefinition>(scorers).map(([name, { title, options }]) => [
    code(name),
    title,
    keyList(toJsonSchema(z.strictObject(options))),
  ]);
  return `## Checks

A check needs no model. \`not-\` before its name turns a pass into a fail and a fail into a pass; an error stays an error.
Texts may hold \`{{column}}\`, which is filled from the row. Where that column is empty, the rating of that row is an error and
not a pass. A regular expression runs apart from the rest and is stopped after 250 ms, which is an error too.

A JSON schema may ask for the formats ${[...textFormats.keys()].map(code).join(", ")}; any other \`format\` is an error of the
criterion set, for it would not be checked.

${table(["check", "passes when", "its keys"], rows)}`;
}

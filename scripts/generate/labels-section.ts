// The section on labels: the lines of the file in which people's ratings are kept.
import { labelSchema } from "../../src/core/domain/label.ts";
import { labelsSuffix } from "../../src/core/documents/kinds.ts";
import { schemaPath, toJsonSchema } from "./json-schemas.ts";
import { keyTable } from "./key-table.ts";
import { code } from "./markdown.ts";

export const labelsSection = `## Labels

Files that end in ${code(labelsSuffix)}. JSON Schema of one line: [${code(schemaPath("label"))}](../${schemaPath("label")}).

What people say of responses, one JSON object a line, in a file beside the criterion set: ${code("support.labels.jsonl")} beside
${code("support.criteria.yaml")}. The file only grows. Of each row, response, criterion and rater the latest line counts, wherever it stands. See
[Ratings by people](human-ratings.md).

${keyTable(toJsonSchema(labelSchema))}`;

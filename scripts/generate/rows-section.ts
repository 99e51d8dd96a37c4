// The section on rows: the formats that rows are read from, row ids, and the types and roles of columns.
import { columnRoles, columnTypes, type ColumnRole, type ColumnType } from "../../src/core/domain/collection.ts";
import { code, fence, table } from "./markdown.ts";

const typeMeanings: Readonly<Record<ColumnType, string>> = {
  text: "Any text.",
  category: "A text from a small set, to filter by.",
  number: "A number, written like `12` or `0.5`.",
  boolean: "`true` or `false`, in upper or lower case.",
  json: "Any JSON value; a text is read as JSON.",
  conversation: "A list of `{role, content}`; a text is read as JSON.",
  raw_input: "A text that becomes a list of one user message.",
};

const roleMeanings: Readonly<Record<ColumnRole, string>> = {
  id: "Names the row. At most one column has it.",
  input: "What the template is filled with. The default.",
  expected: "A reference answer; the judge sees it beside the inputs.",
  response: "A recorded response.",
  metadata: "Not shown to the judge, and not part of what makes a row the same row.",
  cluster:
    "Says which rows belong together, such as the turns of one conversation or the requests of one customer: rows with the same value are one group, and groups are what a comparison counts. Not shown to the judge. At most one column has it.",
};

/** `csv` is a file of rows to show the first two of. */
export function rowsSection(csv: string): string {
  const firstRows = csv.split("\n").slice(0, 3).join("\n");
  return `## Rows

${table(
  ["file", "one row is"],
  [
    [
      "`.csv`, `.tsv`",
      "one record under a header line. A value with a separator, a quote or a line break stands in double quotes, and a quote inside it is written twice. All values are texts unless the manifest gives their column a type.",
    ],
    ["`.jsonl`", "one JSON object on a line of its own"],
    ["`.json`", "one object of a list"],
    ["`.yaml`, `.yml`", "one mapping of a list"],
  ],
)}

Files are UTF-8; a byte order mark and any line ends are fine. A row that is cut off, has too many or too few fields, or
repeats an id is an error that names its line. Nothing is guessed, dropped or filled up.

${fence("csv", firstRows)}

A row's id is always a text. It is the value of the column with the role \`id\`, else of the column named \`id\`, else \`row-\` and
12 digits of the row's hash.

Types of columns:

${table(
  ["type", "meaning"],
  columnTypes.map((type) => [code(type), typeMeanings[type]]),
)}

An empty value is the empty text in columns of type \`text\` and \`category\`, and no value in the others. Without a declared type
a column keeps what its file says. A type that is only inferred serves display and filters and changes no value.

The messages of an input column that is declared as \`conversation\` or \`raw_input\` are sent with the row; of several such columns
the first counts. With a template they stand where it says \`{{history}}\`, else before its last message when that is the user's, else
at the end. Without a template they are all that is sent. A \`conversation\` says \`assistant\` or \`model\` for the model.

Roles of columns:

${table(
  ["role", "meaning"],
  columnRoles.map((role) => [code(role), roleMeanings[role]]),
)}`;
}

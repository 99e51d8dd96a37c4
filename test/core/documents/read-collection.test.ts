// Collections: by their manifest, or by their file of rows with the manifest beside it that names it.
import assert from "node:assert/strict";
import { readCollection } from "../../../src/core/documents/read-collection.ts";
import { createReader } from "../../../src/core/documents/reader.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { diagnosticLines, type Project } from "./sample-project.ts";

const rows = "ticket,message\nT1,Hello\n";
const manifest = (data: string) => `format: 1\ndata: ${data}\nversion: "3"\ncolumns: {ticket: {role: id}}\n`;

async function read(project: Project, path: string) {
  const reader = createReader(memoryFiles(project));
  const collection = await readCollection(reader, path);
  const summary =
    collection === null
      ? null
      : { path: collection.path, version: collection.version, ids: collection.rows.map((row) => row.id.replace(/^row-.*/, "row-…")) };
  return { collection: summary, findings: diagnosticLines(reader.diagnostics) };
}

const described = { path: "data/tickets.csv", version: "3", ids: ["T1"] };
const bare = { path: "data/tickets.csv", version: null, ids: ["row-…"] };

describe("readCollection", () => {
  const cases: readonly [string, Project, string, typeof described | typeof bare | null, readonly string[]][] = [
    ["reads rows without a manifest", { "data/tickets.csv": rows }, "data/tickets.csv", bare, []],
    [
      "reads a manifest's rows",
      { "data/tickets.csv": rows, "data/tickets.collection.yaml": manifest("tickets.csv") },
      "data/tickets.collection.yaml",
      described,
      [],
    ],
    [
      "finds the manifest of the same name",
      { "data/tickets.csv": rows, "data/tickets.collection.yaml": manifest("tickets.csv") },
      "data/tickets.csv",
      described,
      [],
    ],
    [
      "finds the manifest of another name by its data",
      { "data/tickets.csv": rows, "data/a.collection.yaml": manifest("other.csv"), "data/b.collection.yaml": manifest("./tickets.csv") },
      "data/tickets.csv",
      described,
      [],
    ],
    [
      "leaves a manifest in another folder alone",
      { "data/tickets.csv": rows, "tickets.collection.yaml": manifest("data/tickets.csv") },
      "data/tickets.csv",
      bare,
      [],
    ],
    [
      "leaves a manifest of other rows alone, though its name is alike",
      { "data/tickets.csv": rows, "data/tickets.collection.yaml": manifest("tickets.jsonl") },
      "data/tickets.csv",
      bare,
      [],
    ],
    [
      "leaves a broken manifest of another name alone",
      { "data/tickets.csv": rows, "data/other.collection.yaml": "format: [\n" },
      "data/tickets.csv",
      bare,
      [],
    ],
    [
      "follows a manifest to another folder",
      { "data/tickets.csv": rows, "sets/a.collection.yaml": manifest("../data/tickets.csv") },
      "sets/a.collection.yaml",
      described,
      [],
    ],
    [
      "reports rows that a manifest names and nobody has",
      { "data/tickets.collection.yaml": manifest("tikcets.csv"), "data/tickets.csv": rows },
      "data/tickets.collection.yaml",
      null,
      ['data/tickets.collection.yaml:2:7 file/missing There is no file of rows at "tikcets.csv". Did you mean "tickets.csv"?'],
    ],
    [
      "reports a broken manifest of the same name instead of guessing",
      { "data/tickets.csv": rows, "data/tickets.collection.yaml": "format: 1\ndata: tickets.csv\ncolums: {}\n" },
      "data/tickets.csv",
      null,
      ['data/tickets.collection.yaml:3:1 collection/unknown-key Unknown key "colums". Did you mean "columns"?'],
    ],
    [
      "reports a manifest of the same name that names no data",
      { "data/tickets.csv": rows, "data/tickets.collection.yaml": "columns: {}\n" },
      "data/tickets.csv",
      null,
      [
        'data/tickets.collection.yaml:1:1 collection/missing-key The key "format" is missing. Add "format: …".',
        'data/tickets.collection.yaml:1:1 collection/missing-key The key "data" is missing. Add "data: …".',
      ],
    ],
    [
      "reports a manifest of the same name whose data is no path",
      { "data/tickets.csv": rows, "data/tickets.collection.yaml": "format: 1\ndata: C:\\tickets.csv\nkind: stnadard\n" },
      "data/tickets.csv",
      null,
      [
        'data/tickets.collection.yaml:3:7 collection/invalid-value kind must be one of standard, persona, agentic, not stnadard. Did you mean "standard"?',
      ],
    ],
    [
      "reports a manifest that is not UTF-8",
      { "data/tickets.csv": rows, "data/tickets.collection.yaml": Uint8Array.of(0xff) },
      "data/tickets.csv",
      null,
      ["data/tickets.collection.yaml:1:1 file/not-utf8 This file is not UTF-8 text. Save it as UTF-8."],
    ],
    [
      "reports a column that the rows do not have, at the manifest",
      { "data/tickets.csv": rows, "data/tickets.collection.yaml": "format: 1\ndata: tickets.csv\ncolumns: {mesage: {type: text}}\n" },
      "data/tickets.csv",
      null,
      [
        'data/tickets.collection.yaml:3:11 collection/missing-column The manifest names the column "mesage", but data/tickets.csv has none. Did you mean "message"?',
      ],
    ],
    ["has nothing for a file that is not there", {}, "data/tickets.csv", null, []],
  ];
  for (const [title, project, path, collection, findings] of cases) {
    it(title, async () => {
      assert.deepEqual(await read(project, path), { collection, findings });
    });
  }
});

// From a table and a manifest to named, typed and hashed rows.
import assert from "node:assert/strict";
import fc from "fast-check";
import { buildCollection } from "../../../src/core/collections/build-collection.ts";
import { readTable } from "../../../src/core/collections/read-table.ts";
import { hashValue } from "../../../src/core/base/hash.ts";
import { columnTypes, type Collection, type CollectionManifest } from "../../../src/core/domain/collection.ts";
import type { Parsed } from "../../../src/core/domain/diagnostic.ts";
import { createSourceText } from "../../../src/core/domain/source-text.ts";
import { encode, findings, plainRows } from "./plain.ts";

function build(
  text: string,
  columns: CollectionManifest["columns"] | null = null,
  file = "rows.csv",
  more: Partial<CollectionManifest> = {},
): Parsed<Collection | null> {
  const table = readTable(file, encode(text)).value;
  assert.ok(table);
  const manifest =
    columns === null
      ? null
      : ({ format: 1, data: file, kind: "standard", ...(columns === undefined ? {} : { columns }), ...more } as const);
  return buildCollection({ path: file, table, manifest, source: createSourceText(file, text) });
}

const ids = (parsed: Parsed<Collection | null>) => parsed.value?.rows.map((row) => row.id);

describe("buildCollection ids", () => {
  it("takes them from the column with the role id, as texts", () => {
    assert.deepEqual(ids(build("ticket,id\n0123,1\n12345678901234567890,1\n", { ticket: { role: "id" } })), [
      "0123",
      "12345678901234567890",
    ]);
  });

  it("keeps the written id when the id column is declared a number", () => {
    assert.deepEqual(
      build("id\n007\n", { id: { type: "number" } }).value?.rows.map((row) => [row.id, row.values["id"]]),
      [["007", 7]],
    );
  });

  it("takes them from a column named id without a manifest", () => {
    assert.deepEqual(ids(build("a,id\n1,x\n2,y\n")), ["x", "y"]);
  });

  it("writes whole numbers of JSON as texts", () => {
    assert.deepEqual(ids(build('{"id": 7}\n{"id": -0}', null, "rows.jsonl")), ["7", "0"]);
  });

  it("names rows by their hash when there is no id column, and counts equal rows", () => {
    const name = `row-${hashValue("touchstone/row/1", { a: "1" }).slice(7, 19)}`;
    assert.deepEqual(ids(build("a\n1\n1\n1\n")), [name, `${name}-2`, `${name}-3`]);
  });

  it("names the first line and each other line of a duplicate id", () => {
    assert.deepEqual(findings(build('id,a\nx,"1\n2"\ny,3\nx,4\nx,5\n')), [
      '5:1 collection/duplicate-id The id "x" stands at line 2 and again at line 5.',
      '6:1 collection/duplicate-id The id "x" stands at line 2 and again at line 6.',
    ]);
  });

  it("reports an empty id with its line", () => {
    assert.deepEqual(findings(build("id,a\nx,1\n ,2\n")), ['3:1 collection/empty-id The row at line 3 has no id: "id" is empty.']);
  });

  it("reports ids that are absent or no text", () => {
    assert.deepEqual(findings(build('{"a": 1}\n{"id": 1.10}\n{"id": true}\n{"id": null}', null, "rows.jsonl")), [
      '1:1 collection/empty-id The row at line 1 has no id: "id" is empty.',
      '2:1 collection/empty-id The row at line 2 has no id: "id" is 1.1.',
      '3:1 collection/empty-id The row at line 3 has no id: "id" is true.',
      '4:1 collection/empty-id The row at line 4 has no id: "id" is empty.',
    ]);
  });

  it("has no value when there is an error", () => {
    assert.equal(build("id\nx\nx\n").value, null);
  });
});

describe("buildCollection values", () => {
  it("leaves CSV values texts without a manifest", () => {
    assert.deepEqual(plainRows(build("id,n,b\nx,30,true\n").value), [{ id: "x", n: "30", b: "true" }]);
  });

  it("gives declared columns their type", () => {
    assert.deepEqual(plainRows(build('id,n,j\nx,30,"{""a"":1}"\n', { n: { type: "number" }, j: { type: "json" } }).value), [
      { id: "x", n: 30, j: { a: 1 } },
    ]);
  });

  it("keeps an empty CSV value as an empty text, and leaves it out of columns of other types", () => {
    assert.deepEqual(
      plainRows(build("id,t,c,n,u\nx,,,,\n", { t: { type: "text" }, c: { type: "category" }, n: { type: "number" } }).value),
      [{ id: "x", t: "", c: "", u: "" }],
    );
  });

  it("names line, row and expectation of a value that does not fit", () => {
    assert.deepEqual(findings(build('id,a,n\nx,"1\n2",30\ny,,thirty\n', { n: { type: "number" } })), [
      '4:1 collection/wrong-type Row "y" at line 4: "n" should be a number, but is "thirty".',
    ]);
  });

  it("names the line alone where rows have no ids, and shortens long values", () => {
    assert.deepEqual(findings(build(`n\n${"x".repeat(100)}\n`, { n: { type: "number" } })), [
      `2:1 collection/wrong-type The row at line 2: "n" should be a number, but is "${"x".repeat(59)}….`,
    ]);
  });
});

describe("buildCollection of anything", () => {
  it("never throws, and has a value exactly when it finds nothing wrong", () => {
    const cell = fc.oneof(
      fc.json(),
      fc.string(),
      fc.double().map(String),
      fc.constantFrom('"\\ud800"', '{"__proto__":1}', "[".repeat(100) + "]".repeat(100), "-0", "1e300", '[{"role":"user","content":"x"}]'),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), fc.constantFrom(...columnTypes), (cells, type) => {
        const text = JSON.stringify(cells.map((a) => ({ a })));
        const parsed = build(text, { a: { type } }, "rows.json");
        assert.equal(parsed.value === null, parsed.diagnostics.length > 0);
      }),
    );
  });
});

describe("buildCollection and its manifest", () => {
  it("takes kind and version over", () => {
    const { value } = build("id\nx\n", {}, "rows.csv", { kind: "persona", version: "2026-03" });
    assert.deepEqual([value?.path, value?.kind, value?.version], ["rows.csv", "persona", "2026-03"]);
  });

  it("is standard and without a version when there is no manifest", () => {
    const { value } = build("id\nx\n");
    assert.deepEqual([value?.kind, value?.version], ["standard", null]);
  });

  it("reports declared columns and a split column that are missing at the start of the rows", () => {
    assert.deepEqual(findings(build("id,segment\nx,y\n", { segmnt: { type: "category" } }, "rows.csv", { splits: { column: "split" } })), [
      '1:1 collection/missing-column The manifest names the column "segmnt", but rows.csv has none.',
      '1:1 collection/missing-column The manifest names the column "split", but rows.csv has none.',
    ]);
  });

  it("suggests the column that was meant", () => {
    assert.equal(build("id,segment\nx,y\n", { segmnt: {} }).diagnostics[0]?.hint, 'Did you mean "segment"?');
  });

  it("reports at the manifest when its text is given", () => {
    const manifestText = "columns:\n  valueOf: {}\n";
    const rowsText = "toString\nx\n";
    const [diagnostic] = buildCollection({
      path: "rows.csv",
      table: readTable("rows.csv", encode(rowsText)).value ?? { columns: [], rows: [] },
      manifest: { format: 1, data: "rows.csv", kind: "standard", columns: { valueOf: {} } },
      source: createSourceText("rows.csv", rowsText),
      manifestSource: {
        source: createSourceText("rows.collection.yaml", manifestText),
        columnRange: (name) => ({ start: manifestText.indexOf(name), end: manifestText.indexOf(name) + name.length }),
      },
    }).diagnostics;
    assert.deepEqual([diagnostic?.file, diagnostic?.line, diagnostic?.column], ["rows.collection.yaml", 2, 3]);
  });

  it("refuses two columns that say which rows belong together", () => {
    const roles = { a: { role: "cluster" }, b: { role: "cluster" } } as const;
    assert.deepEqual(findings(build("id,a,b\nx,1,2\n", roles)), [
      '1:1 collection/several-clusters Both "a" and "b" have the role cluster.',
    ]);
  });

  it("refuses two columns with the role id", () => {
    assert.deepEqual(findings(build("a,b\n1,2\n", { a: { role: "id" }, b: { role: "id" } })), [
      '1:1 collection/several-ids Both "a" and "b" have the role id.',
    ]);
  });
});

describe("buildCollection hashes", () => {
  it("hashes a row by all its values but those of metadata columns", () => {
    const { value } = build("id,n,note\nx,1,hello\n", { n: { type: "number" }, note: { role: "metadata" } });
    assert.equal(value?.rows[0]?.hash, hashValue("touchstone/row/1", { id: "x", n: 1 }));
  });

  it("hashes the collection by the list of ids and row hashes", () => {
    const { value } = build("id\nx\ny\n");
    assert.equal(
      value?.hash,
      hashValue("touchstone/collection/1", [
        ["x", hashValue("touchstone/row/1", { id: "x" })],
        ["y", hashValue("touchstone/row/1", { id: "y" })],
      ]),
    );
  });

  it("does not depend on the order of columns, the format or the line breaks", () => {
    const texts: [string, string][] = [
      ["id,a\nx,1\n", "rows.csv"],
      ["a,id\r\n1,x\r\n", "rows.csv"],
      ['[{"a": "1", "id": "x"}]', "rows.json"],
      ['- {id: x, a: "1"}', "rows.yaml"],
    ];
    assert.equal(new Set(texts.map(([text, file]) => build(text, null, file).value?.hash)).size, 1);
  });

  it("does not depend on the line breaks inside a value", () => {
    const hashes = ["\n", "\r\n", "\r"].map((lineBreak) => build(`id,a${lineBreak}x,"1${lineBreak}2"${lineBreak}`).value?.hash);
    assert.equal(new Set(hashes).size, 1);
  });

  it("does not depend on metadata", () => {
    const [first, second] = ["hello", "changed"].map((note) => build(`id,note\nx,${note}\n`, { note: { role: "metadata" } }).value?.hash);
    assert.equal(first, second);
  });

  it("depends on the order of rows", () => {
    assert.notEqual(build("id\nx\ny\n").value?.hash, build("id\ny\nx\n").value?.hash);
  });
});

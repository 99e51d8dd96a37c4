// The files that the example's run is exported to, whole, as they were looked at last; UPDATE_GOLDEN=1 accepts what they hold now.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { exporters } from "../../../src/core/report/exporters/registry.ts";
import type { ExportInput } from "../../../src/core/report/exporters/exporter.ts";
import { exampleExport } from "./example-export.ts";
import { textOf } from "./report-fixtures.ts";

function checkGolden(name: string, text: string): void {
  const file = fileURLToPath(new URL(`../../fixtures/exports/${name}`, import.meta.url));
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
  assert.equal(text, readFileSync(file, "utf8"));
}

describe("the example's run, exported", () => {
  let whole: ExportInput;
  let three: ExportInput;

  before(async () => {
    whole = await exampleExport();
    three = await exampleExport({ rows: { kind: "first", count: 3 } });
  });

  for (const name of ["markdown", "comment", "junit", "sarif", "in-toto"] as const) {
    it(`as ${name} is the file that was looked at`, async () => {
      checkGolden(`example.${exporters[name].extension}`, await textOf(exporters[name], whole));
    });
  }

  it("as otlp, three rows of it, is the file that was looked at", async () => {
    checkGolden(`three-rows.${exporters.otlp.extension}`, await textOf(exporters.otlp, three));
  });

  it("as a comment on three rows says that gates are not decided by a part", async () => {
    checkGolden("three-rows.comment.md", await textOf(exporters.comment, three));
  });
});

// The files that the example's run is exported to, whole, as they were looked at last; UPDATE_GOLDEN=1 accepts what they hold now.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { exportFormatNames } from "../../../src/core/report/exporters/names.ts";
import { exporters } from "../../../src/core/report/exporters/registry.ts";
import type { ExportInput } from "../../../src/core/report/exporters/exporter.ts";
import { exampleExport } from "./example-export.ts";
import { textOf } from "./report-fixtures.ts";

function checkGolden(name: string, text: string): void {
  const file = fileURLToPath(new URL(`../../fixtures/exports/${name}`, import.meta.url));
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
  assert.equal(text, readFileSync(file, "utf8"));
}

describe("the page on exports", () => {
  const page = readFileSync(fileURLToPath(new URL("../../../docs/exports.md", import.meta.url)), "utf8");

  it("has a line and a section for every format", () => {
    for (const name of exportFormatNames) {
      assert.match(page, new RegExp(`^\\| \`${name}\` \\| \`\\.${exporters[name].extension.replaceAll(".", "\\.")}\` \\|`, "m"));
      assert.match(page, new RegExp(`^## .*\`${name}\``, "m"));
    }
  });

  it("shows pieces of files that were really written", () => {
    const folder = new URL("../../fixtures/exports/", import.meta.url);
    const written = new Set(readdirSync(folder).flatMap((name) => readFileSync(new URL(name, folder), "utf8").split("\n")));
    const pieces = [...page.matchAll(/```(?:markdown|xml|json)\n(.*?)\n```/gs)].flatMap(([, piece = ""]) => piece.split("\n"));
    assert.ok(pieces.length > 40);
    assert.deepEqual(
      pieces.filter((piece) => piece !== "…" && !written.has(piece)),
      [],
    );
  });
});

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

// Findings: each once, at most 100 of a file, and the rest counted without hiding how bad it is.
import assert from "node:assert/strict";
import { createFindings } from "../../../src/core/documents/findings.ts";
import type { Diagnostic, Severity } from "../../../src/core/domain/diagnostic.ts";
import { createSourceText } from "../../../src/core/domain/source-text.ts";

function many(count: number, severity: Severity = "error", file = "a.csv"): Diagnostic[] {
  return Array.from({ length: count }, (_, index) =>
    createSourceText(file, "").diagnose({ start: 0, end: 0 }, { severity, code: "x/y", message: `${severity} ${index}` }),
  );
}

function listed(...batches: readonly Diagnostic[][]): string[] {
  const findings = createFindings();
  for (const batch of batches) findings.add(batch);
  return findings.list().map(({ file, severity, message }) => `${file} ${severity} ${message}`);
}

describe("createFindings", () => {
  it("keeps each finding once", () => {
    assert.deepEqual(listed(many(2), many(2)), ["a.csv error error 0", "a.csv error error 1"]);
  });

  it("lists all of 100", () => {
    assert.equal(listed(many(100)).at(-1), "a.csv error error 99");
  });

  it("counts what is beyond 100, over all batches", () => {
    assert.deepEqual(listed(many(101), many(103)).slice(99), ["a.csv error error 99", "a.csv error … and 3 more like these."]);
  });

  it("counts file by file", () => {
    assert.equal(listed(many(80), many(80, "error", "b.csv")).length, 160);
  });

  it("is an error when any that is left out is one", () => {
    assert.equal(listed(many(105, "warning"), many(1)).at(-1), "a.csv error … and 6 more like these.");
  });

  it("is a warning when all that are left out are", () => {
    assert.equal(listed(many(100), many(2, "warning")).at(-1), "a.csv warning … and 2 more like these.");
  });

  it("takes more at once than a call has room for arguments", () => {
    assert.equal(listed(many(200_000)).length, 101);
  });
});

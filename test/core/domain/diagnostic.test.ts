// Findings in reading order, and whether any of them is an error.
import assert from "node:assert/strict";
import { hasErrors, sortDiagnostics, type Diagnostic } from "../../../src/core/domain/diagnostic.ts";

function at(file: string, line: number, column: number, severity: Diagnostic["severity"] = "error"): Diagnostic {
  return { file, line, column, endLine: line, endColumn: column, severity, code: "x/y", message: "M", hint: null, replacement: null };
}

describe("sortDiagnostics", () => {
  it("sorts by file, line and column", () => {
    const found = [at("b", 1, 1), at("a", 10, 1), at("a", 2, 5), at("a", 2, 4)];
    assert.deepEqual(
      sortDiagnostics(found).map(({ file, line, column }) => `${file}:${line}:${column}`),
      ["a:2:4", "a:2:5", "a:10:1", "b:1:1"],
    );
  });
});

describe("hasErrors", () => {
  it("does not mind warnings", () => {
    assert.deepEqual(
      [hasErrors([at("a", 1, 1, "warning"), at("a", 1, 1, "information")]), hasErrors([at("a", 1, 1, "warning"), at("a", 1, 1)])],
      [false, true],
    );
  });
});

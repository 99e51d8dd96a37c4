// A labels file is hostile text: a line that is no label is named and counts for nothing, and costs no other.
import assert from "node:assert/strict";
import { checkProject } from "../../../src/core/documents/check-project.ts";
import { labelsPath } from "../../../src/core/documents/kinds.ts";
import { labelsOf } from "../../../src/core/documents/read-labels.ts";
import { labelLine } from "../../../src/core/domain/label.ts";
import { labelOf } from "../../support/labels.ts";
import { memoryFiles } from "../../support/memory-files.ts";

const path = "criteria/support.labels.jsonl";
const good = labelLine(labelOf("r01", "pass"));

function read(text: string): { readonly labels: number; readonly findings: readonly string[] } {
  const { value, diagnostics } = labelsOf(path, new TextEncoder().encode(text));
  return { labels: value.length, findings: diagnostics.map(({ line, message }) => `${line}: ${message}`) };
}

describe("labelsOf", () => {
  it("reads every line, blank ones, CRLF and duplicates too", () => {
    assert.deepEqual(read(`${good}\r\n\r\n${good}\n${labelLine(labelOf("r02", null))}`), { labels: 3, findings: [] });
  });

  const changed = (change: object): string => JSON.stringify({ ...(JSON.parse(good) as object), ...change });
  const damaged: readonly (readonly [string, string, RegExp])[] = [
    ["half a line", good.slice(0, 100), /not valid JSON/],
    ["a mark of a merge", "<<<<<<< HEAD", /not valid JSON/],
    ["no object", "[1, 2]", /is no label/],
    ["another verdict", changed({ label: "maybe" }), /label: /],
    ["an unknown key", changed({ labell: "pass" }), /unknown key "labell"/],
    ["a hash that is none", changed({ row: "sha256:xyz" }), /row: must be sha256: and 64/],
    ["a time that is none", changed({ t: "yesterday" }), /t: must be a time/],
    ["a newer format", changed({ format: 2 }), /format: /],
    ["nobody who rated", changed({ by: "" }), /by: /],
    ["one key twice", good.replace('"label":"pass"', '"label":"pass","label":"fail"'), /the key "label" twice/],
    ["a note without an end", changed({ note: "x".repeat(40_000) }), /longer than 32 KB/],
    ["lists in lists", `${"[".repeat(100)}${"]".repeat(100)}`, /nested too deeply/],
  ];
  for (const [what, line, expected] of damaged)
    it(`names a line that is ${what}, and reads the others`, () => {
      const { labels, findings } = read(`${good}\n${line}\n${good}\n`);
      assert.deepEqual([labels, findings.length], [2, 1]);
      assert.match(findings[0] ?? "", expected);
      assert.match(findings[0] ?? "", /^2: Line 2 is no label and does not count/);
    });

  it("reads nothing of a file that is not UTF-8", () => {
    const { value, diagnostics } = labelsOf(path, new Uint8Array([0xff, 0xfe, 0x00]));
    assert.deepEqual([value, diagnostics.map(({ code }) => code)], [[], ["file/not-utf8"]]);
  });

  it("is found by check, and is never taken for a collection", async () => {
    const { diagnostics, checked } = await checkProject(memoryFiles({ [path]: `${good}\nbroken\n` }), []);
    assert.deepEqual([checked, diagnostics.map(({ code, line }) => `${code} ${line}`)], [[path], ["labels/invalid-line 2"]]);
  });
});

describe("labelsPath", () => {
  it("lies beside the criterion set", () => {
    assert.equal(labelsPath("criteria/support.criteria.yaml"), path);
  });
});

// What a file is by its name alone: its kind, and whether it can be run or is included by others.
import assert from "node:assert/strict";
import { fileName, isPartial, isRunnable, isTemplate, kindOf, type DocumentKindName } from "../../../src/core/documents/kinds.ts";

describe("kindOf", () => {
  const cases: Readonly<Record<string, DocumentKindName | null>> = {
    "touchstone.yaml": "project",
    "x/touchstone.yaml": "project",
    "my-touchstone.yaml": null,
    "a.collection.yaml": "collection",
    "x/a.prompt": "template",
    "_a.prompt": "template",
    "a.model.yaml": "model",
    "a.b.criteria.yaml": "criteria",
    "a.experiment.yaml": "experiment",
    ".prompt": null,
    ".model.yaml": null,
    "model.yaml": null,
    "a.model.yml": null,
    "a.csv": null,
    "a.prompt/b.csv": null,
    "": null,
  };
  for (const [path, kind] of Object.entries(cases)) {
    it(`is ${kind} for "${path}"`, () => {
      assert.equal(kindOf(path), kind);
    });
  }
});

describe("a path", () => {
  for (const [path, expected] of [
    ["a/b.prompt", { name: "b.prompt", template: true, partial: false, runnable: true }],
    ["a/_b.prompt", { name: "_b.prompt", template: true, partial: true, runnable: false }],
    ["_a/b.experiment.yaml", { name: "b.experiment.yaml", template: false, partial: false, runnable: true }],
    ["_b.experiment.yaml", { name: "_b.experiment.yaml", template: false, partial: false, runnable: true }],
    ["b.csv", { name: "b.csv", template: false, partial: false, runnable: false }],
  ] as const) {
    it(`is told by its last name: ${path}`, () => {
      const told = { name: fileName(path), template: isTemplate(path), partial: isPartial(path), runnable: isRunnable(path) };
      assert.deepEqual(told, expected);
    });
  }
});

// Which kind of document a file is, by its name alone.
import assert from "node:assert/strict";
import { kindOf, type DocumentKindName } from "../../../src/core/documents/schemas.ts";

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

// Names of checks.
import assert from "node:assert/strict";
import { isAsked } from "../../../src/core/domain/criterion-set.ts";
import { askedChecks, checkNames, findCheck, findScorer, parseCheckName, scorers } from "../../../src/core/scorers/registry.ts";

describe("registry", () => {
  it("holds the checks of the format, in its order", () => {
    assert.deepEqual(Object.keys(scorers), [
      "equals",
      "iequals",
      "contains",
      "icontains",
      "contains-any",
      "contains-all",
      "starts-with",
      "ends-with",
      "regex",
      "is-json",
      "json-schema",
      "json-path-equals",
      "numeric",
      "length",
      "levenshtein",
      "rouge-l",
      "bleu",
      "token-f1",
      "similarity",
      "tool-called",
      "tool-args",
      "refusal",
      "latency",
      "cost",
      "finish-reason",
      "composite",
      "script",
    ]);
  });

  it("reads a plain name", () => {
    assert.deepEqual(parseCheckName("regex"), { scorer: "regex", isNegated: false });
  });

  it("reads a negated name", () => {
    assert.deepEqual(parseCheckName("not-contains-any"), { scorer: "contains-any", isNegated: true });
  });

  it("takes off one negation only", () => {
    assert.equal(findScorer(parseCheckName("not-not-regex").scorer), null);
  });

  it("reads every name that may be written", () => {
    assert.deepEqual(
      checkNames().filter((name) => findCheck(parseCheckName(name).scorer) === null),
      [],
    );
  });

  it("names every check twice, plain and negated, but for the one that has no negation", () => {
    assert.equal(new Set(checkNames()).size, 57);
    assert.deepEqual(
      checkNames().filter((name) => name.endsWith("pairwise")),
      ["pairwise"],
    );
  });

  it("holds as asked of the judge what the domain calls so, and nothing else", () => {
    const names = [...Object.keys(scorers), ...Object.keys(askedChecks)];
    assert.deepEqual(
      names.filter((scorer) => isAsked({ scorer })),
      Object.keys(askedChecks),
    );
  });

  it("finds nothing under a name that only the prototype has", () => {
    assert.deepEqual([findScorer("constructor"), findCheck("constructor")], [null, null]);
  });
});

// What is said when files are no longer what the run pinned.
import assert from "node:assert/strict";
import { editedSince } from "../../../../src/core/report/results/edited-since.ts";

describe("editedSince", () => {
  it("says nothing while nothing has changed", () => {
    assert.equal(editedSince([], false), null);
  });

  it("names the file, and offers its changes and a new run", () => {
    assert.deepEqual(editedSince(["templates/reply.prompt"], false), {
      sentence: "reply.prompt was edited after this run; the figures belong to the pinned text.",
      actions: [
        { label: "Show Changes", action: { kind: "command", command: "show-template-changes" } },
        { label: "Run Again", action: { kind: "command", command: "run" } },
      ],
    });
  });

  it("offers no changes of a template that did not change", () => {
    assert.deepEqual(
      editedSince(["collections/rows.csv"], false)?.actions.map(({ label }) => label),
      ["Run Again"],
    );
  });

  it("offers no second run while one is live", () => {
    assert.deepEqual(editedSince(["a.prompt"], true), {
      sentence: "a.prompt was edited after this run began; the figures belong to the pinned text.",
      actions: [{ label: "Show Changes", action: { kind: "command", command: "show-template-changes" } }],
    });
  });

  it("counts the files that it does not name", () => {
    assert.equal(
      editedSince(["a", "b", "c", "d", "e"], false)?.sentence,
      "a, b, c and 2 more files were edited after this run; the figures belong to the pinned texts.",
    );
  });
});

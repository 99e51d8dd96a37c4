// What is said when files are no longer what the run pinned.
import assert from "node:assert/strict";
import { editedSince, type ChangedFile } from "../../../../src/core/report/results/edited-since.ts";

const edited = (path: string): ChangedFile => ({ path, isDeleted: false });
const deleted = (path: string): ChangedFile => ({ path, isDeleted: true });

describe("editedSince", () => {
  it("says nothing while nothing has changed", () => {
    assert.equal(editedSince([], false), null);
  });

  it("names the file, and offers its changes and a new run", () => {
    assert.deepEqual(editedSince([edited("templates/reply.prompt")], false), {
      sentence: "reply.prompt was edited after this run; the figures belong to the pinned text.",
      actions: [
        { label: "Show Changes", action: { kind: "command", command: "show-template-changes" } },
        { label: "Run Again", action: { kind: "command", command: "run" } },
      ],
    });
  });

  it("offers no changes of a template that did not change", () => {
    assert.deepEqual(
      editedSince([edited("collections/rows.csv")], false)?.actions.map(({ label }) => label),
      ["Run Again"],
    );
  });

  it("offers no second run while one is live", () => {
    assert.deepEqual(editedSince([edited("a.prompt")], true), {
      sentence: "a.prompt was edited after this run began; the figures belong to the pinned text.",
      actions: [{ label: "Show Changes", action: { kind: "command", command: "show-template-changes" } }],
    });
  });

  it("counts the files that it does not name", () => {
    assert.equal(
      editedSince(["a", "b", "c", "d", "e"].map(edited), false)?.sentence,
      "a, b, c and 2 more files were edited after this run; the figures belong to the pinned texts.",
    );
  });

  it("tells a file that is gone from one that was edited", () => {
    const sentenceOf = (...files: ChangedFile[]): string | undefined => editedSince(files, false)?.sentence;
    assert.deepEqual(
      [sentenceOf(deleted("a.prompt")), sentenceOf(deleted("a.prompt"), edited("b.csv"))],
      [
        "a.prompt was deleted after this run; the figures belong to the pinned text.",
        "a.prompt and b.csv were edited or deleted after this run; the figures belong to the pinned texts.",
      ],
    );
  });
});

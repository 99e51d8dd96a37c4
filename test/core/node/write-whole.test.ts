// Writing whole files: the new bytes or the old file, never a part of either.
import assert from "node:assert/strict";
import { join } from "node:path";
import { writeWhole } from "../../../src/node/write-whole.ts";
import { createProject } from "../../support/temporary-project.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function* failing(): Iterable<Uint8Array> {
  yield encode("new");
  throw new Error("no more pieces");
}

describe("writeWhole", () => {
  it("writes the pieces in order and says how many bytes they are", async () => {
    await using project = await createProject();
    const bytes = await writeWhole(join(project.folder, "a"), [encode("é"), encode(""), encode("bc")]);
    assert.deepEqual([bytes, await project.read("a")], [4, "ébc"]);
  });

  it("leaves the old file and nothing beside it when a piece cannot be had", async () => {
    await using project = await createProject({ a: "old" });
    await assert.rejects(writeWhole(join(project.folder, "a"), failing()), /no more pieces/);
    assert.deepEqual([await project.read("a"), await project.list()], ["old", ["a"]]);
  });

  it("rejects where there is no folder", async () => {
    await using project = await createProject();
    await assert.rejects(writeWhole(join(project.folder, "missing", "a"), [encode("x")]), { code: "ENOENT" });
  });
});

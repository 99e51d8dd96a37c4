// Appending to a file of the project: whole lines, inside the project, and nothing that was there is touched.
import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { appendLines } from "../../../src/node/append-lines.ts";
import { createProject } from "../../support/temporary-project.ts";

describe("appendLines", () => {
  it("makes the file and its folder", async () => {
    await using project = await createProject();
    await appendLines(project.folder, "criteria/a.jsonl", ["1", "2"]);
    assert.equal(await project.read("criteria/a.jsonl"), "1\n2\n");
  });

  it("ends a last line that somebody left without an end", async () => {
    await using project = await createProject({ "a.jsonl": "1\n2" });
    await appendLines(project.folder, "a.jsonl", ["3"]);
    assert.equal(await project.read("a.jsonl"), "1\n2\n3\n");
  });

  it("writes through no link that leads out of the project", async () => {
    await using outside = await createProject({ "a.jsonl": "theirs\n" });
    await using project = await createProject();
    await symlink(join(outside.folder, "a.jsonl"), join(project.folder, "a.jsonl"));
    await assert.rejects(appendLines(project.folder, "a.jsonl", ["3"]), { code: "document/invalid" });
    assert.equal(await outside.read("a.jsonl"), "theirs\n");
  });

  it("says which file could not be written", async () => {
    await using project = await createProject({ criteria: "a file where a folder is due" });
    await assert.rejects(appendLines(project.folder, "criteria/a.jsonl", ["3"]), {
      code: "store/unwritable",
      message: /^criteria\/a\.jsonl could not/,
    });
  });
});

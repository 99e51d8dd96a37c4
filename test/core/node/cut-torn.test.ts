// Torn tails on a real disk: cut off and kept beside the file, through no link and from nothing that is no file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import { folderStorage, type FolderStorage } from "../../../src/node/folder-storage.ts";
import { createProject, type TemporaryProject } from "../../support/temporary-project.ts";

const journal = "runs/r/journal-1.jsonl";

async function projectWith(text: string | null): Promise<{ readonly project: TemporaryProject; readonly storage: FolderStorage }> {
  const project = await createProject(text === null ? {} : { [`.touchstone/${journal}`]: text });
  return { project, storage: folderStorage(join(project.folder, ".touchstone")) };
}

async function texts(project: TemporaryProject): Promise<[string, string | null]> {
  return [await project.read(`.touchstone/${journal}`), await project.read(`.touchstone/${journal}.torn`).catch(() => null)];
}

describe("cutTorn", () => {
  const long = "é".repeat(100_000);
  const cases: readonly [string, string, [string, string | null], number][] = [
    ["leaves a file that ends in a line feed", "a\nb\n", ["a\nb\n", null], 0],
    ["leaves an empty file", "", ["", null], 0],
    ["moves what follows the last line feed", 'a\nb\n{"k"', ["a\nb\n", '{"k"'], 4],
    ["moves all of a file without a line feed", "abc", ["", "abc"], 3],
    ["finds the last line feed however far back it is", `a\n${long}`, ["a\n", long], 200_000],
    ["leaves a long file in peace", `${long}\n`, [`${long}\n`, null], 0],
  ];
  for (const [title, text, left, moved] of cases) {
    it(title, async () => {
      const { project, storage } = await projectWith(text);
      await using _project = project;
      assert.deepEqual([await storage.cutTorn(journal), ...(await texts(project))], [moved, ...left]);
    });
  }

  it("adds to what an earlier one has kept", async () => {
    const { project, storage } = await projectWith("a\nfirst");
    await using _project = project;
    await storage.cutTorn(journal);
    await project.write({ [`.touchstone/${journal}`]: "a\nsecond" });
    await storage.cutTorn(journal);
    assert.deepEqual(await texts(project), ["a\n", "firstsecond"]);
  });

  it("writes through no link, neither the journal's nor the one beside it", async () => {
    for (const name of [journal, `${journal}.torn`]) {
      const { project, storage } = await projectWith(name === journal ? null : "a\ntorn");
      await using _project = project;
      await project.write({ "precious.txt": "a\nmine", ".touchstone/runs/r/manifest.json": "{}" });
      await symlink(join(project.folder, "precious.txt"), join(project.folder, ".touchstone", name));
      await assert.rejects(storage.cutTorn(journal), (error) => isTouchstoneError(error, "store/unwritable"));
      assert.equal(await readFile(join(project.folder, "precious.txt"), "utf8"), "a\nmine");
    }
  });

  it("waits for no pipe", async () => {
    const { project, storage } = await projectWith(null);
    await using _project = project;
    await project.write({ ".touchstone/runs/r/manifest.json": "{}" });
    execFileSync("mkfifo", [join(project.folder, ".touchstone", journal)]);
    await assert.rejects(storage.cutTorn(journal), (error) => isTouchstoneError(error, "store/unwritable"));
  });
});

describe("size", () => {
  it("is that of a file, and null for what is none", async () => {
    const { project, storage } = await projectWith("é\n");
    await using _project = project;
    assert.deepEqual([await storage.size(journal), await storage.size("runs/r/other"), await storage.size("runs/r")], [3, null, null]);
  });
});

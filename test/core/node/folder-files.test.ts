// The Files port on a folder: what belongs to a project is listed and read, and nothing outside of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import { folderFiles } from "../../../src/node/folder-files.ts";
import { createProject } from "../../support/temporary-project.ts";

async function readText(root: string, path: string): Promise<string | null> {
  const bytes = await folderFiles(root).read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

describe("folderFiles list", () => {
  it("lists files of all folders with /, sorted, without what never holds documents", async () => {
    await using project = await createProject({
      "b.csv": "",
      "a/x.csv": "",
      "a.csv": "",
      "a/b/c.csv": "",
      "node_modules/m/x.csv": "",
      ".git/config": "",
      "a/.touchstone/runs/r": "",
      ".vscode/x.json": "",
    });
    assert.deepEqual(await folderFiles(project.folder).list(), [".vscode/x.json", "a.csv", "a/b/c.csv", "a/x.csv", "b.csv"]);
  });

  it("follows no links, which could lead out or round in circles", async () => {
    await using project = await createProject({ "a/x.csv": "" });
    await symlink("..", join(project.folder, "a", "up"));
    await symlink("a", join(project.folder, "linked"));
    assert.deepEqual(await folderFiles(project.folder).list(), ["a/x.csv"]);
  });
});

describe("folderFiles read", () => {
  it("reads a file", async () => {
    await using project = await createProject({ "a/x.csv": "id\n" });
    assert.equal(await readText(project.folder, "a/x.csv"), "id\n");
  });

  for (const path of ["missing.csv", "a", "", "a/x.csv/y", "missing/y.csv", `${"long".repeat(100)}.csv`, "deep/".repeat(2000)]) {
    it(`has nothing at "${path.slice(0, 20)}"`, async () => {
      await using project = await createProject({ "a/x.csv": "id\n" });
      assert.equal(await readText(project.folder, path), null);
    });
  }

  it("follows a link inside the project", async () => {
    await using project = await createProject({ "a/x.csv": "id\n" });
    await symlink("a", join(project.folder, "linked"));
    assert.equal(await readText(project.folder, "linked/x.csv"), "id\n");
  });

  it("reads from a root that is itself a link", async () => {
    await using project = await createProject({ "real/x.csv": "id\n" });
    await symlink("real", join(project.folder, "link"));
    assert.equal(await readText(join(project.folder, "link"), "x.csv"), "id\n");
  });

  it("has nothing at a dangling link or a link to itself", async () => {
    await using project = await createProject();
    await symlink("nowhere", join(project.folder, "dangling"));
    await symlink("self", join(project.folder, "self"));
    assert.deepEqual([await readText(project.folder, "dangling"), await readText(project.folder, "self")], [null, null]);
  });

  const isRefused = (error: unknown) => isTouchstoneError(error, "document/invalid") && error.message.includes("leads out of the project");

  it("refuses a link to a file outside", async () => {
    await using project = await createProject({ "secret.csv": "x", "project/a.csv": "" });
    await symlink("../secret.csv", join(project.folder, "project", "link.csv"));
    await assert.rejects(readText(join(project.folder, "project"), "link.csv"), isRefused);
  });

  it("refuses a file in a linked folder outside", async () => {
    await using project = await createProject({ "other/secret.csv": "x", "project/a.csv": "" });
    await symlink(join(project.folder, "other"), join(project.folder, "project", "link"));
    await assert.rejects(readText(join(project.folder, "project"), "link/secret.csv"), isRefused);
  });

  it("refuses a folder beside it whose name begins alike", async () => {
    await using project = await createProject({ "project-two/secret.csv": "x", "project/a.csv": "" });
    await assert.rejects(readText(join(project.folder, "project"), "../project-two/secret.csv"), isRefused);
  });

  it("does not wait for a pipe", async () => {
    await using project = await createProject();
    execFileSync("mkfifo", [join(project.folder, "pipe.csv")]);
    assert.equal(await readText(project.folder, "pipe.csv"), null);
  });

  it("rejects only when used, for a root that is not there", async () => {
    await using project = await createProject();
    const files = folderFiles(join(project.folder, "missing"));
    await mkdir(join(project.folder, "missing"));
    assert.deepEqual(await files.list(), []);
  });
});

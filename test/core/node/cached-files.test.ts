// Files that are read again and again: the same bytes object for as long as a file is the same, and never an old text for a new one.
import assert from "node:assert/strict";
import { rename, rm, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { cachedFiles } from "../../../src/node/cached-files.ts";
import { createProject, type TemporaryProject } from "../../support/temporary-project.ts";

async function textOf(files: ReturnType<typeof cachedFiles>, path: string): Promise<string | null> {
  const bytes = await files.read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** What is read of `a.csv` before and after a change. */
async function readAround(change: (project: TemporaryProject) => Promise<unknown>): Promise<(string | null)[]> {
  await using project = await createProject({ "a.csv": "one", "b.csv": "two" });
  const files = cachedFiles(project.folder);
  const before = await textOf(files, "a.csv");
  await change(project);
  return [before, await textOf(files, "a.csv")];
}

describe("cachedFiles", () => {
  it("gives the same object for a file that has not changed", async () => {
    await using project = await createProject({ "a.csv": "one" });
    const files = cachedFiles(project.folder);
    const first = await files.read("a.csv");
    assert.deepEqual([first === (await files.read("a.csv")), first === null], [true, false]);
  });

  it("gives the same object for a file that was written again with the same text", async () => {
    await using project = await createProject({ "a.csv": "one" });
    const files = cachedFiles(project.folder);
    const first = await files.read("a.csv");
    await project.write({ "a.csv": "one" });
    assert.ok(first !== null && first === (await files.read("a.csv")));
  });

  const changes: readonly [string, (project: TemporaryProject) => Promise<unknown>, string | null][] = [
    ["was changed at once, to a text as long", (project) => project.write({ "a.csv": "uno" }), "uno"],
    [
      "was changed to a text as long, with its time set back",
      async (project) => {
        await project.write({ "a.csv": "uno" });
        await utimes(join(project.folder, "a.csv"), new Date(0), new Date(0));
      },
      "uno",
    ],
    ["has another in its place", (project) => rename(join(project.folder, "b.csv"), join(project.folder, "a.csv")), "two"],
    ["is gone", (project) => rm(join(project.folder, "a.csv")), null],
  ];
  for (const [title, change, expected] of changes) {
    it(`reads again when the file ${title}`, async () => {
      assert.deepEqual(await readAround(change), ["one", expected]);
    });
  }

  it("reads again what has changed long after it was read", async () => {
    await using project = await createProject({ "a.csv": "one" });
    const files = cachedFiles(project.folder, () => Date.now() + 60_000);
    const before = await textOf(files, "a.csv");
    await project.write({ "a.csv": "three" });
    assert.deepEqual([before, await textOf(files, "a.csv")], ["one", "three"]);
  });

  it("reads a file that has come", async () => {
    await using project = await createProject({});
    const files = cachedFiles(project.folder);
    const before = await textOf(files, "a.csv");
    await project.write({ "a.csv": "one" });
    assert.deepEqual([before, await textOf(files, "a.csv")], [null, "one"]);
  });

  it("follows no link out of the project, even where a file was read before", async () => {
    await using outside = await createProject({ "a.csv": "one" });
    await using project = await createProject({ "a.csv": "one" });
    const files = cachedFiles(project.folder);
    await files.read("a.csv");
    await rm(join(project.folder, "a.csv"));
    await symlink(join(outside.folder, "a.csv"), join(project.folder, "a.csv"));
    await assert.rejects(files.read("a.csv"), /leads out of the project/);
  });
});

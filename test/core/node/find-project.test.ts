// Where a file's project begins.
import assert from "node:assert/strict";
import { join } from "node:path";
import { findProject, projectPath } from "../../../src/node/find-project.ts";
import { createProject } from "../../support/temporary-project.ts";

describe("findProject", () => {
  const cases: readonly [string, readonly string[], string, string, string][] = [
    ["at the nearest touchstone.yaml", ["touchstone.yaml", "a/touchstone.yaml", "a/b/x.prompt"], "a/b/x.prompt", "", "a"],
    ["at a touchstone.yaml beside the file", ["a/touchstone.yaml", "a/x.prompt"], "a/x.prompt", "", "a"],
    ["at a touchstone.yaml above a nearer .git", ["touchstone.yaml", "a/.git", "a/x.prompt"], "a/x.prompt", "a", ""],
    ["else at the nearest .git", ["a/.git", "a/b/c/x.prompt"], "a/b/c/x.prompt", "a/b", "a"],
    ["else at the current folder when it holds the file", ["a/b/x.prompt"], "a/b/x.prompt", "a", "a"],
    ["else at the file's own folder", ["a/b/x.prompt", "c/y"], "a/b/x.prompt", "c", "a/b"],
    ["at the file's own folder when the current one only begins alike", ["ab/x.prompt", "a/y"], "ab/x.prompt", "a", "ab"],
  ];
  for (const [title, files, target, current, expected] of cases) {
    it(title, async () => {
      await using project = await createProject(Object.fromEntries(files.map((file) => [file, ""])));
      assert.equal(findProject(join(project.folder, target), false, join(project.folder, current)), join(project.folder, expected));
    });
  }

  it("starts at a folder itself", async () => {
    await using project = await createProject({ "a/touchstone.yaml": "" });
    assert.equal(findProject(join(project.folder, "a"), true, project.folder), join(project.folder, "a"));
  });
});

describe("projectPath", () => {
  it("is relative with /", () => {
    assert.deepEqual(
      [projectPath(join("/", "p"), join("/", "p", "a", "b.csv")), projectPath(join("/", "p"), join("/", "p"))],
      ["a/b.csv", ""],
    );
  });
});

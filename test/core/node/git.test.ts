// What git says of a project: commit, branch, and whether tracked files differ.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { gitState } from "../../../src/node/git.ts";
import { createProject, type TemporaryProject } from "../../support/temporary-project.ts";

function git({ folder }: TemporaryProject, ...words: readonly string[]): string {
  return execFileSync(
    "git",
    ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", ...words],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  ).trim();
}

async function createRepository(): Promise<TemporaryProject> {
  const project = await createProject({ "a.csv": "1", "sub/b.csv": "1" });
  git(project, "init", "--initial-branch=trunk");
  git(project, "add", ".");
  git(project, "commit", "--message=first");
  return project;
}

describe("gitState", () => {
  it("is null outside a repository", async () => {
    await using project = await createProject();
    assert.equal(await gitState(project.folder), null);
  });

  it("is null in a repository without a commit", async () => {
    await using project = await createProject();
    git(project, "init");
    assert.equal(await gitState(project.folder), null);
  });

  it("knows commit and branch", async () => {
    await using project = await createRepository();
    assert.deepEqual(await gitState(project.folder), { commit: git(project, "rev-parse", "HEAD"), branch: "trunk", dirty: false });
  });

  it("has no branch with a detached head", async () => {
    await using project = await createRepository();
    git(project, "checkout", "--detach");
    assert.equal((await gitState(project.folder))?.branch, null);
  });

  it("is dirty when a tracked file of the folder differs, not for new files or other folders", async () => {
    await using project = await createRepository();
    await project.write({ "new.csv": "1", "sub/new.csv": "1" });
    const withNew = await gitState(project.folder);
    await project.write({ "a.csv": "2" });
    const [root, sub] = [await gitState(project.folder), await gitState(join(project.folder, "sub"))];
    assert.deepEqual([withNew?.dirty, root?.dirty, sub?.dirty], [false, true, false]);
  });
});

// The commits that are offered: the usual branch first, then HEAD, then the newest; no name that git could take for something else.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { openCommit } from "../../../src/node/git-commit.ts";
import { listRefs } from "../../../src/node/git-refs.ts";
import { createRepository, git, hostileRepository, traced } from "../../support/repository.ts";
import { createProject, type TemporaryProject } from "../../support/temporary-project.ts";

/** A commit with the files of HEAD, made on that day of January 2020. */
function commitOf({ folder }: TemporaryProject, day: number): string {
  const date = `2020-01-0${day}T00:00:00Z`;
  const who = { GIT_AUTHOR_NAME: "t", GIT_AUTHOR_EMAIL: "t@example.com", GIT_COMMITTER_NAME: "t", GIT_COMMITTER_EMAIL: "t@example.com" };
  const env = { ...process.env, ...who, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  return execFileSync("git", ["-C", folder, "commit-tree", "HEAD^{tree}", "-m", date], { encoding: "utf8", env }).trim();
}

describe("the names of commits", () => {
  it("begin with the branch that work goes to and HEAD; the others follow, the newest first", async () => {
    await using project = await createRepository();
    git(project, "update-ref", "refs/heads/old", commitOf(project, 1));
    git(project, "update-ref", "refs/heads/newer", commitOf(project, 3));
    git(project, "update-ref", "refs/remotes/origin/develop", commitOf(project, 2));
    assert.deepEqual(await listRefs(project.folder), ["HEAD", "trunk", "newer", "origin/develop", "old"]);
    git(project, "update-ref", "refs/heads/main", "old");
    assert.deepEqual((await listRefs(project.folder)).slice(0, 2), ["main", "HEAD"]);
    git(project, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop");
    assert.deepEqual(await listRefs(project.folder), ["origin/develop", "HEAD", "trunk", "newer", "main", "old"]);
  });

  it("are those of a hundred branches at most, beside the one that work goes to, however old that is", async () => {
    await using project = await createRepository();
    git(project, "update-ref", "refs/heads/main", commitOf(project, 1));
    const commit = git(project, "rev-parse", "trunk");
    await project.write(Object.fromEntries(Array.from({ length: 105 }, (_, n) => [`.git/refs/heads/b${n}`, `${commit}\n`])));
    const names = await listRefs(project.folder);
    assert.deepEqual([names.length, names.slice(0, 2)], [102, ["main", "HEAD"]]);
  });

  it("are none that mean something else to git, to a shell or in a list, and each of them names a commit", async () => {
    await using project = await createRepository();
    const commit = git(project, "rev-parse", "HEAD");
    const names = ["-n1", "--upload-pack=x", "$(beaker)", "a;b", "a&b", "`x`", "'x'", "<b>", "|x", "ünï/cödé", "a-b@c", "\u202ex"];
    for (const name of names) await project.write({ [`.git/refs/heads/${name}`]: `${commit}\n` });
    git(project, "tag", "trunk");
    const listed = await listRefs(project.folder);
    assert.deepEqual(listed.toSorted(), ["HEAD", "a-b@c", "heads/trunk", "ünï/cödé"]);
    for (const name of listed) assert.equal((await openCommit(project.folder, name)).commit, commit);
  });

  it("are read without running anything that the repository names", async () => {
    await using traces = await createProject({});
    await using project = await hostileRepository(traces);
    assert.deepEqual([await listRefs(project.folder), await traced(traces)], [["HEAD", "trunk"], []]);
  });

  it("cannot be told outside a repository: the reason and what it takes are said", async () => {
    await using project = await createProject({ "a.csv": "1" });
    await assert.rejects(listRefs(project.folder), {
      code: "input/invalid",
      message: /^The branches of this folder cannot be listed: git says: not a git repository/,
      hint: "Comparing with a commit needs git, and a project that lies in a repository.",
    });
  });
});

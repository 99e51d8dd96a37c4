// A commit as files: read as git has them, whatever the working tree holds; what cannot be read says why; nothing is run, written or moved.
import assert from "node:assert/strict";
import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import { openCommit } from "../../../src/node/git-commit.ts";
import { createRepository, git, hostileRepository, traced } from "../../support/repository.ts";
import { createProject } from "../../support/temporary-project.ts";

const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : new TextDecoder().decode(bytes));

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return isTouchstoneError(error) ? `${error.message} ${error.hint ?? ""}` : String(error);
}

describe("the files of a commit", () => {
  it("are those of the commit and not of the working tree, by every name of it", async () => {
    await using project = await createRepository();
    const first = git(project, "rev-parse", "HEAD");
    await project.write({ "a.csv": "2", "new.csv": "1" });
    git(project, "tag", "v1.0");
    git(project, "commit", "--all", "--message=second");
    await project.write({ "a.csv": "3" });
    for (const ref of ["HEAD~1", "v1.0", "trunk^", first, first.slice(0, 8)]) {
      const { commit, files } = await openCommit(project.folder, ref);
      assert.deepEqual([commit, text(await files.read("a.csv")), await files.read("new.csv")], [first, "1", null]);
      assert.deepEqual(await files.list(), ["a.csv", "sub/b.csv"]);
    }
  });

  it("are relative to a project that is a folder of the repository", async () => {
    await using project = await createRepository();
    const { files } = await openCommit(join(project.folder, "sub"), "trunk");
    assert.deepEqual([await files.list(), text(await files.read("b.csv"))], [["b.csv"], "1"]);
  });

  it("come without a trace in working tree and index", async () => {
    await using project = await createRepository();
    await project.write({ "a.csv": "2", "c.csv": "" });
    git(project, "add", "c.csv");
    const before = [git(project, "status", "--porcelain"), git(project, "rev-parse", "HEAD"), git(project, "ls-files", "--stage")];
    await (await openCommit(project.folder, "HEAD")).files.read("a.csv");
    const after = [git(project, "status", "--porcelain"), git(project, "rev-parse", "HEAD"), git(project, "ls-files", "--stage")];
    assert.deepEqual(after, before);
  });

  it("are not found by names that are options, paths, ranges or more than one word", async () => {
    await using project = await createRepository();
    const strange = [
      "--help",
      "-n1",
      "--output=x",
      "HEAD:a.csv",
      "a b",
      "x;y",
      "$(id)",
      "`id`",
      "a..b",
      "",
      "a\nb",
      "a\0b",
      "*",
      "x".repeat(300),
    ];
    for (const ref of strange) assert.match(await refusal(openCommit(project.folder, ref)), /cannot name a commit/, JSON.stringify(ref));
    assert.deepEqual(await project.list("x"), []);
  });

  it("that are not here say what to fetch: another name, a shallow clone, no repository", async () => {
    await using origin = await createRepository();
    git(origin, "commit", "--allow-empty", "--message=second");
    await using clone = await createProject();
    git(clone, "clone", "--depth=1", pathToFileURL(origin.folder).href, "shallow");
    const folder = join(clone.folder, "shallow");
    git({ folder }, "checkout", "-b", "change");
    git({ folder }, "branch", "--delete", "--force", "trunk");
    await using none = await createProject();
    assert.match(await refusal(openCommit(folder, "trunk")), /There is origin\/trunk/);
    assert.match(await refusal(openCommit(folder, "release")), /shallow.*git fetch --depth=1 origin release/);
    assert.match(await refusal(openCommit(none.folder, "main")), /not a git repository/);
  });

  it("behind links, in submodules and in LFS are named as such", async () => {
    await using project = await createRepository();
    await symlink("a.csv", join(project.folder, "link.csv"));
    await symlink("sub", join(project.folder, "folder"));
    await project.write({ "big.csv": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n" });
    git(project, "update-index", "--add", "--cacheinfo", `160000,${git(project, "rev-parse", "HEAD")},module`);
    git(project, "add", "link.csv", "folder", "big.csv");
    git(project, "commit", "--message=others");
    const { files } = await openCommit(project.folder, "HEAD");
    assert.match(await refusal(files.read("link.csv")), /link\.csv lies behind a symbolic link at HEAD/);
    assert.match(await refusal(files.read("folder/b.csv")), /lies behind a symbolic link/);
    assert.match(await refusal(files.read("module/x.prompt")), /lies in a submodule/);
    assert.match(await refusal(files.read("big.csv")), /pointer of Git LFS/);
  });

  it("of a hostile repository run nothing, present or missing", async () => {
    await using traces = await createProject();
    await using project = await hostileRepository(traces);
    const { files } = await openCommit(project.folder, "HEAD");
    const blob = git(project, "rev-parse", "HEAD:a.csv");
    assert.equal(text(await files.read("a.csv")), "1");
    await rm(join(project.folder, ".git/objects", blob.slice(0, 2), blob.slice(2)), { force: true });
    const said = await refusal(files.read("a.csv"));
    assert.match(said, /a\.csv cannot be read at HEAD/);
    assert.deepEqual(await traced(traces), []);
  });
});

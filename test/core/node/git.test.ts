// What git says of a project: commit, branch, whether tracked files differ, a file at HEAD; and that a hostile repository runs nothing.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileAtHead, gitState } from "../../../src/node/git.ts";
import { createRepository, git, hostileRepository, traced } from "../../support/repository.ts";
import { createProject } from "../../support/temporary-project.ts";

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

describe("a hostile repository", () => {
  it("would run its programs for anybody who only asks for its status", async () => {
    await using traces = await createProject();
    await using project = await hostileRepository(traces);
    try {
      git(project, "status", "--porcelain");
    } catch {
      // A filter that does not speak git's protocol fails after it has run.
    }
    assert.deepEqual(await traced(traces), ["clean", "hook", "process"]);
  });

  it("runs nothing for gitState", async () => {
    await using traces = await createProject();
    await using project = await hostileRepository(traces);
    const state = await gitState(project.folder);
    assert.deepEqual([state?.dirty, await traced(traces)], [true, []]);
  });

  it("runs nothing for fileAtHead, even for an object that is missing", async () => {
    await using traces = await createProject();
    await using project = await hostileRepository(traces);
    const blob = git(project, "rev-parse", "HEAD:a.csv");
    await rm(join(project.folder, ".git/objects", blob.slice(0, 2), blob.slice(2)), { force: true });
    const [missing, present] = [await fileAtHead(project.folder, "a.csv"), await fileAtHead(project.folder, ".gitattributes")];
    const before = await traced(traces);
    assert.throws(() => git(project, "cat-file", "blob", "HEAD:a.csv"));
    assert.deepEqual([missing.kind, present.kind, before, await traced(traces)], ["unknown", "found", [], ["remote"]]);
  });

  it("is not asked when a filter's name cannot be switched off", async () => {
    await using traces = await createProject();
    await using project = await hostileRepository(traces);
    await project.write({ ".gitattributes": "a.csv filter=a=b\n" });
    git(project, "config", "filter.a=b.clean", `touch ${join(traces.folder, "equals")}`);
    assert.deepEqual([await gitState(project.folder), await traced(traces)], [null, []]);
  });

  it("is not another one because the environment says so", async () => {
    await using project = await createRepository();
    await using other = await createProject({ "x.csv": "" });
    git(other, "init");
    process.env.GIT_DIR = join(other.folder, ".git");
    try {
      assert.equal((await gitState(project.folder))?.branch, "trunk");
    } finally {
      delete process.env.GIT_DIR;
    }
  });
});

describe("fileAtHead", () => {
  it("has the bytes of the commit", async () => {
    await using project = await createRepository();
    await project.write({ "a.csv": "2" });
    const found = await fileAtHead(project.folder, "a.csv");
    const inside = await fileAtHead(join(project.folder, "sub"), "b.csv");
    assert.deepEqual([found.kind === "found" && String(found.bytes), inside.kind], ["1", "found"]);
  });

  it("knows that a file is in no commit, that there is no commit, and that there is no repository", async () => {
    await using project = await createRepository();
    await using empty = await createProject({ "a.csv": "1" });
    await using none = await createProject({ "a.csv": "1" });
    git(empty, "init");
    const kinds = [
      await fileAtHead(project.folder, "new.csv"),
      await fileAtHead(empty.folder, "a.csv"),
      await fileAtHead(none.folder, "a.csv"),
    ];
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ["absent", "absent", "absent"],
    );
  });

  it("says why when the repository cannot be read", async () => {
    await using project = await createRepository();
    await project.write({ ".git/HEAD": "nonsense" });
    const broken = await fileAtHead(project.folder, "a.csv");
    assert.equal(broken.kind, "unknown");
    assert.match(broken.kind === "unknown" ? broken.why : "", /^git says: not a git repository/);
  });

  it("says so when git is not there", async () => {
    await using project = await createRepository();
    const { PATH } = process.env;
    process.env.PATH = project.folder;
    try {
      assert.deepEqual(await fileAtHead(project.folder, "a.csv"), { kind: "unknown", why: "git is not installed, or not on the path" });
    } finally {
      process.env.PATH = PATH;
    }
  });
});

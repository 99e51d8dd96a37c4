// The Storage port on a folder: whole files or none, journals that never lose a byte in silence.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, open, readdir, readFile, stat, symlink, truncate, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import { folderStorage } from "../../../src/node/folder-storage.ts";
import { createProject, type TemporaryProject } from "../../support/temporary-project.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const isUnwritable = (error: unknown) => isTouchstoneError(error, "store/unwritable") && error.hint !== null;

type Write = (this: FileHandle, bytes: Uint8Array, offset: number, length: number) => Promise<{ bytesWritten: number; buffer: Uint8Array }>;

/** Runs `work` while every write of every file goes through `replacement`. */
async function withWrites<Value>(
  project: TemporaryProject,
  replacement: (write: Write) => Write,
  work: () => Promise<Value>,
): Promise<Value> {
  const handle = await open(join(project.folder, "probe"), "w");
  const prototype = Object.getPrototypeOf(handle) as { write: Write };
  await handle.close();
  const original = prototype.write;
  prototype.write = replacement(original);
  try {
    return await work();
  } finally {
    prototype.write = original;
  }
}

/** At most three bytes a time, as a disk may do. */
const short = (write: Write): Write =>
  function (bytes, offset, length) {
    return write.call(this, bytes, offset, Math.min(3, length));
  };

/** Three bytes, and then no more: `end` says how the disk puts it. */
const full =
  (end: "nothing" | "error") =>
  (write: Write): Write => {
    let calls = 0;
    return function (bytes, offset, length) {
      calls += 1;
      if (calls === 1) return write.call(this, bytes, offset, Math.min(3, length));
      return end === "nothing"
        ? Promise.resolve({ bytesWritten: 0, buffer: bytes })
        : Promise.reject(new Error("ENOSPC: no space left on device"));
    };
  };

describe("folderStorage reading", () => {
  it("reads what it wrote", async () => {
    await using project = await createProject();
    const storage = folderStorage(join(project.folder, ".touchstone"));
    await storage.write("a/b.json", encode("{}"));
    assert.deepEqual(new Uint8Array((await storage.read("a/b.json"))!), encode("{}"));
  });

  it("has nothing where nothing is", async () => {
    await using project = await createProject({ "a/b": "" });
    const storage = folderStorage(project.folder);
    assert.deepEqual(
      [await storage.read("c"), await storage.read("a/b/c"), await storage.read("a"), await storage.list("c"), await storage.list("a/b")],
      [null, null, null, [], []],
    );
  });

  it("lists the names in a folder, sorted", async () => {
    await using project = await createProject({ "a/c": "", "a/b/x": "", "a/d": "", e: "" });
    assert.deepEqual(await folderStorage(project.folder).list("a"), ["b", "c", "d"]);
  });

  it("makes no folder by reading", async () => {
    await using project = await createProject();
    const root = join(project.folder, ".touchstone");
    await folderStorage(root).list("runs");
    await assert.rejects(stat(root), { code: "ENOENT" });
  });
});

describe("folderStorage write", () => {
  it("replaces a file and leaves nothing beside it", async () => {
    await using project = await createProject({ "a/b": "old" });
    await folderStorage(project.folder).write("a/b", encode("new"));
    assert.deepEqual([await project.read("a/b"), await project.list()], ["new", ["a/b"]]);
  });

  it("writes all bytes when each write takes only some", async () => {
    await using project = await createProject();
    await withWrites(project, short, () => folderStorage(project.folder).write("a", encode("0123456789")));
    assert.equal(await project.read("a"), "0123456789");
  });

  for (const end of ["nothing", "error"] as const) {
    it(`leaves the old file and nothing beside it when a full disk answers with ${end}`, async () => {
      await using project = await createProject({ a: "old" });
      await withWrites(project, full(end), () =>
        assert.rejects(folderStorage(project.folder).write("a", encode("0123456789")), isUnwritable),
      );
      assert.deepEqual([await project.read("a"), await project.list()], ["old", ["a", "probe"]]);
    });
  }

  it("says so when a file stands where a folder belongs", async () => {
    await using project = await createProject({ a: "" });
    await assert.rejects(folderStorage(project.folder).write("a/b", encode("x")), isUnwritable);
  });
});

describe("folderStorage readPart", () => {
  for (const [what, start, length, expected] of [
    ["bytes from the middle", 2, 3, "cde"],
    ["fewer where the file ends", 5, 10, "f"],
    ["none behind its end", 9, 2, ""],
  ] as const) {
    it(`reads ${what}`, async () => {
      await using project = await createProject({ file: "abcdef" });
      const bytes = await folderStorage(project.folder).readPart("file", start, length);
      assert.equal(new TextDecoder().decode(bytes ?? encode("no file")), expected);
    });
  }

  it("knows no file that is not there", async () => {
    await using project = await createProject();
    assert.equal(await folderStorage(project.folder).readPart("a/b", 0, 1), null);
  });
});

describe("folderStorage size and remove", () => {
  it("tell the bytes of a file, and take it away", async () => {
    await using project = await createProject({ "a/file": "twelve bytes" });
    const storage = folderStorage(project.folder);
    const before = await storage.size("a/file");
    await storage.remove("a/file");
    assert.deepEqual([before, await storage.size("a/file"), await storage.list("a")], [12, null, []]);
  });

  it("are content with a file that is not there", async () => {
    await using project = await createProject();
    const storage = folderStorage(join(project.folder, ".touchstone"));
    await storage.remove("cache/none");
    assert.equal(await storage.size("cache/none"), null);
  });
});

describe("folderStorage openNew", () => {
  it("appends in order", async () => {
    await using project = await createProject();
    const file = await folderStorage(project.folder).openNew("runs/r/journal");
    await file.append(encode("one\n"));
    await file.sync();
    await file.append(encode("two\n"));
    await file.sync();
    await file.close();
    assert.equal(await project.read("runs/r/journal"), "one\ntwo\n");
  });

  it("refuses a file that exists and leaves it as it is", async () => {
    await using project = await createProject({ journal: "old" });
    await assert.rejects(folderStorage(project.folder).openNew("journal"), isUnwritable);
    assert.equal(await project.read("journal"), "old");
  });

  it("refuses a link, even to nothing", async () => {
    await using project = await createProject();
    await symlink("elsewhere", join(project.folder, "journal"));
    await assert.rejects(folderStorage(project.folder).openNew("journal"), isUnwritable);
  });

  it("appends all bytes when each write takes only some", async () => {
    await using project = await createProject();
    const file = await folderStorage(project.folder).openNew("journal");
    await withWrites(project, short, () => file.append(encode("0123456789\n")));
    await file.close();
    assert.equal(await readFile(join(project.folder, "journal"), "utf8"), "0123456789\n");
  });

  for (const end of ["nothing", "error"] as const) {
    it(`cuts half a group off when a full disk answers with ${end}`, async () => {
      await using project = await createProject();
      const file = await folderStorage(project.folder).openNew("journal");
      await file.append(encode("whole\n"));
      await withWrites(project, full(end), () => assert.rejects(file.append(encode("half of this\n"))));
      await file.close();
      assert.equal(await project.read("journal"), "whole\n");
    });
  }
});

describe("folderStorage and links", () => {
  const leadsOut = (error: unknown) => isUnwritable(error) && (error as Error).message.includes("leads out of the project");

  for (const [what, link, path] of [
    ["its own folder is a link", ".touchstone", "objects/a"],
    ["a folder in it is a link", ".touchstone/objects", "objects/a"],
    ["a folder in it is a link and the way goes on", ".touchstone/objects", "objects/aa/bb/c"],
  ] as const) {
    it(`writes nothing outside the project when ${what}`, async () => {
      await using project = await createProject();
      await using outside = await createProject();
      if (link !== ".touchstone") await mkdir(join(project.folder, ".touchstone"));
      await symlink(outside.folder, join(project.folder, link));
      const storage = folderStorage(join(project.folder, ".touchstone"));
      await assert.rejects(storage.write(path, encode("x")), leadsOut);
      await assert.rejects(storage.openNew(path), leadsOut);
      await assert.rejects(storage.prepare(path), leadsOut);
      assert.deepEqual(await readdir(outside.folder), []);
    });
  }

  it("writes nothing outside the project through a folder of runs that is a link", async () => {
    await using project = await createProject({ ".touchstone/.gitignore": "*" });
    await using outside = await createProject();
    await symlink(outside.folder, join(project.folder, "my-runs"));
    const storage = folderStorage(join(project.folder, ".touchstone"), { runs: join(project.folder, "my-runs") });
    await assert.rejects(storage.write("runs/r/manifest.json", encode("x")), leadsOut);
    assert.deepEqual(await readdir(outside.folder), []);
  });

  it("makes nothing behind a link to nowhere", async () => {
    await using project = await createProject({ ".touchstone/.gitignore": "*" });
    await using outside = await createProject();
    await symlink(join(outside.folder, "new"), join(project.folder, ".touchstone/objects"));
    await assert.rejects(folderStorage(join(project.folder, ".touchstone")).write("objects/a/b", encode("x")), isUnwritable);
    assert.deepEqual(await readdir(outside.folder), []);
  });

  it("follows a link that stays in the project, and a folder of runs in it", async () => {
    await using project = await createProject({ "big/keep": "", ".touchstone/.gitignore": "*" });
    await symlink(join(project.folder, "big"), join(project.folder, ".touchstone/objects"));
    const storage = folderStorage(join(project.folder, ".touchstone"), { runs: join(project.folder, "my-runs") });
    await storage.write("objects/a", encode("1"));
    await storage.write("runs/r/manifest.json", encode("2"));
    assert.deepEqual([await project.read("big/a"), await project.read("my-runs/r/manifest.json")], ["1", "2"]);
  });
});

describe("folderStorage and what is no file of ours", () => {
  it("waits for no pipe and reads no device", async () => {
    await using project = await createProject({ "runs/x": "" });
    const storage = folderStorage(project.folder);
    execFileSync("mkfifo", [join(project.folder, "runs/pipe")]);
    await symlink(join(project.folder, "runs/pipe"), join(project.folder, "runs/to-pipe"));
    await symlink("/dev/zero", join(project.folder, "runs/manifest.json"));
    for (const path of ["runs/pipe", "runs/to-pipe", "runs/manifest.json"])
      assert.deepEqual([await storage.read(path), await storage.readPart(path, 0, 1e12)], [null, null], path);
  });

  for (const [name, most] of [
    ["manifest.json", 16 * 1024 ** 2],
    ["lock.json", 4096],
    ["journal-1.jsonl", 2 * 1024 ** 3],
  ] as const) {
    it(`reads no ${name} of more than ${most} bytes`, async () => {
      await using project = await createProject({ [`runs/r/${name}`]: "" });
      await truncate(join(project.folder, "runs/r", name), most + 1);
      await assert.rejects(folderStorage(project.folder).read(`runs/r/${name}`), { code: "run/invalid", message: /larger than/ });
    });
  }

  it("says what the system said of a file that is there and cannot be read", async () => {
    await using project = await createProject({ "runs/r/journal-1.jsonl": "" });
    const handle = await open(join(project.folder, "probe"), "w");
    const prototype = Object.getPrototypeOf(handle) as { readFile: () => Promise<Uint8Array> };
    await handle.close();
    const original = prototype.readFile;
    prototype.readFile = () => Promise.reject(Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" }));
    try {
      await assert.rejects(folderStorage(project.folder).read("runs/r/journal-1.jsonl"), { code: "store/unreadable", message: /EIO/ });
    } finally {
      prototype.readFile = original;
    }
  });

  it("takes no more memory for a part than the file has bytes", async () => {
    await using project = await createProject({ file: "abc" });
    assert.equal((await folderStorage(project.folder).readPart("file", 1, 1e15))?.length, 2);
  });
});

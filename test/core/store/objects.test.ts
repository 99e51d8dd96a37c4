// Pinned inputs: kept once under their hash, read back as a project, and refused when altered.
import assert from "node:assert/strict";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import { hashBytes } from "../../../src/core/base/hash.ts";
import { objectPath } from "../../../src/core/store/layout.ts";
import { keepObject, pinnedFiles } from "../../../src/core/store/objects.ts";
import { createMemoryStorage } from "../../support/memory-storage.ts";

const bytes = new TextEncoder().encode("id\nr1\n");
const hash = hashBytes(bytes);
const pinned = [{ path: "rows.csv", sha256: hash }];

describe("keepObject", () => {
  it("keeps the bytes under their hash", async () => {
    const storage = createMemoryStorage();
    assert.deepEqual([await keepObject(storage, bytes), storage.files.get(objectPath(hash))], [hash, bytes]);
  });

  it("writes the same bytes once", async () => {
    const storage = createMemoryStorage();
    await keepObject(storage, bytes);
    await keepObject(storage, bytes);
    assert.deepEqual(storage.operations, [`write ${objectPath(hash)}`]);
  });

  it("replaces a damaged copy", async () => {
    const storage = createMemoryStorage();
    await storage.write(objectPath(hash), new Uint8Array(3));
    await keepObject(storage, bytes);
    assert.deepEqual(storage.files.get(objectPath(hash)), bytes);
  });
});

describe("pinnedFiles", () => {
  it("lists the pinned paths, sorted", async () => {
    const files = pinnedFiles(createMemoryStorage(), [
      { path: "b", sha256: hash },
      { path: "a/c", sha256: hash },
    ]);
    assert.deepEqual(await files.list(), ["a/c", "b"]);
  });

  it("reads what was pinned", async () => {
    const storage = createMemoryStorage();
    await keepObject(storage, bytes);
    assert.deepEqual(await pinnedFiles(storage, pinned).read("rows.csv"), bytes);
  });

  it("knows no other file", async () => {
    assert.equal(await pinnedFiles(createMemoryStorage(), pinned).read("other.csv"), null);
  });

  for (const [title, content, word] of [
    ["a damaged", Uint8Array.of(1), "damaged"],
    ["a missing", null, "missing"],
  ] as const) {
    it(`refuses ${title} copy`, async () => {
      const storage = createMemoryStorage();
      if (content !== null) await storage.write(objectPath(hash), content);
      await assert.rejects(
        pinnedFiles(storage, pinned).read("rows.csv"),
        (error: unknown) => isTouchstoneError(error, "run/invalid") && error.message.includes(word) && error.place.file === "rows.csv",
      );
    });
  }
});

// Texts over files: they are read and listed in their place, and one that has not changed keeps its bytes.
import assert from "node:assert/strict";
import { overlaidFiles, type KeptTexts } from "../../../src/core/documents/overlaid-files.ts";
import { memoryFiles } from "../../support/memory-files.ts";

const below = memoryFiles({ "a.prompt": "old", "b.prompt": "below" });

async function textOf(files: ReturnType<typeof overlaidFiles>, path: string): Promise<string | null> {
  const bytes = await files.read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

describe("overlaidFiles", () => {
  it("reads a text instead of the file, an empty one too, and the file where there is none", async () => {
    const files = overlaidFiles(below, { "a.prompt": "new", "c.prompt": "" });
    assert.deepEqual(await Promise.all(["a.prompt", "b.prompt", "c.prompt", "d.prompt"].map((path) => textOf(files, path))), [
      "new",
      "below",
      "",
      null,
    ]);
  });

  it("lists files and texts once each, sorted", async () => {
    assert.deepEqual(await overlaidFiles(below, { "b.prompt": "x", "a/z.prompt": "y" }).list(), ["a.prompt", "a/z.prompt", "b.prompt"]);
  });

  it("does not take what every object has for texts", async () => {
    assert.equal(await overlaidFiles(below, {}).read("constructor"), null);
  });

  it("gives the same bytes for the same text, and others for another", async () => {
    const kept: KeptTexts = new Map();
    const read = (text: string): Promise<Uint8Array | null> => overlaidFiles(below, { "a.prompt": text }, kept).read("a.prompt");
    const [first, same, other] = [await read("one"), await read("one"), await read("two")];
    assert.deepEqual([first === same, first === other], [true, false]);
  });

  it("keeps nothing of texts that are laid over no longer", () => {
    const kept: KeptTexts = new Map();
    overlaidFiles(below, { "a.prompt": "one" }, kept);
    overlaidFiles(below, { "b.prompt": "two" }, kept);
    assert.deepEqual([...kept.keys()], ["b.prompt"]);
  });
});

// What is generated from the code is on disk as the code would write it, and a file that is not is named.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generatedFiles } from "../../scripts/generate/generated-files.ts";
import { staleFiles } from "../../scripts/generate/stale-files.ts";

const root = path.resolve(import.meta.dirname, "../..");

describe("npm run generate -- --check", () => {
  it("passes in this repository", () => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/generate.ts", "--check"], { cwd: root, encoding: "utf8" });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  });
});

describe("staleFiles", () => {
  const files = generatedFiles(root);
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "touchstone-generated-"));
    for (const [file, text] of files) write(file, text);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("finds nothing in a folder that holds what is generated", () => {
    assert.deepEqual(staleFiles(files, folder), []);
  });

  it("names a schema that was changed by hand", () => {
    appendFileSync(path.join(folder, "schemas/model.schema.json"), " ");
    assert.deepEqual(staleFiles(files, folder), [{ path: "schemas/model.schema.json", problem: "is not what the code generates" }]);
  });

  it("names a page that is missing", () => {
    rmSync(path.join(folder, "docs/file-formats.md"));
    assert.deepEqual(staleFiles(files, folder), [{ path: "docs/file-formats.md", problem: "is missing" }]);
  });

  it("names a schema that nothing generates", () => {
    write("schemas/recipe.schema.json", "{}");
    assert.deepEqual(staleFiles(files, folder), [{ path: "schemas/recipe.schema.json", problem: "belongs to no document kind" }]);
  });

  function write(file: string, text: string): void {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
});

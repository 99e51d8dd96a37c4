// The list of trusted scripts: in the user's own configuration, and never taken on faith.
import assert from "node:assert/strict";
import { join } from "node:path";
import { hashBytes } from "../../../src/core/base/hash.ts";
import { trustedScripts } from "../../../src/node/trusted-scripts.ts";
import { createProject, type ProjectFiles } from "../../support/temporary-project.ts";

const sha256 = hashBytes(new Uint8Array([1]));
const variable = process.platform === "win32" ? "APPDATA" : "XDG_CONFIG_HOME";
const listFile = "touchstone/trusted-scripts.json";

describe("trustedScripts", () => {
  it("is empty before anything was added, and keeps what is written", async () => {
    await using folder = await createProject();
    const before = trustedScripts({ [variable]: folder.folder });
    assert.deepEqual([before.list(), before.file], [[], join(folder.folder, ...listFile.split("/"))]);
    await before.write([{ sha256, path: "/a/b.mjs" }]);
    const after = trustedScripts({ [variable]: folder.folder });
    assert.deepEqual(
      [after.list(), after.has(sha256), after.has(hashBytes(new Uint8Array([2])))],
      [[{ sha256, path: "/a/b.mjs" }], true, false],
    );
  });

  it("does not lie in a folder that is relative to where a command is called", () => {
    assert.ok(!trustedScripts({ [variable]: "configuration" }).file.includes("configuration"));
  });

  const broken: readonly [title: string, text: string][] = [
    ["no JSON", "{"],
    ["another thing", "[]"],
    ["hashes that are none", '{"scripts":[{"sha256":"sha256:1","path":"a"}]}'],
    ["null", "null"],
  ];
  for (const [title, text] of broken) {
    it(`says that a list cannot be read that holds ${title}`, async () => {
      const files: ProjectFiles = { [listFile]: text };
      await using folder = await createProject(files);
      assert.throws(() => trustedScripts({ [variable]: folder.folder }).list(), { code: "input/invalid" });
    });
  }
});

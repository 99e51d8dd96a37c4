// Stored manifests: given back as they were written, brought up from older versions, looked at from newer ones, refused in words where they are wrong.
import assert from "node:assert/strict";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import { hashBytes } from "../../../src/core/base/hash.ts";
import { manifestPath } from "../../../src/core/store/layout.ts";
import { readManifest } from "../../../src/core/store/read-manifest.ts";
import { writeManifest } from "../../../src/core/store/run-store.ts";
import { manifestOf } from "../../support/factories.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";

const manifest = manifestOf();
const { runId } = manifest;

function storageWith(text: string | null): MemoryStorage {
  const storage = createMemoryStorage();
  if (text !== null) storage.files.set(manifestPath(runId), new TextEncoder().encode(text));
  return storage;
}

/** The manifest with another value at a path such as `criteria.items`. */
function changed(path: string, value: unknown): string {
  const copy = structuredClone(manifest) as unknown as Record<string, unknown>;
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  const holder = steps.reduce((inner, step) => inner[step] as Record<string, unknown>, copy);
  holder[last] = value;
  return JSON.stringify(copy);
}

describe("readManifest", () => {
  it("gives back what was written, with the hash of its bytes", async () => {
    const storage = createMemoryStorage();
    const hash = await writeManifest(storage, manifest);
    assert.deepEqual(await readManifest(storage, runId), { manifest, hash, newerFormat: null });
    assert.equal(hashBytes(storage.files.get(manifestPath(runId))!), hash);
  });

  it("reads a newer minor version and keeps what it does not know", async () => {
    const later = { ...manifest, schema: "touchstone.run/1.7", later: 1, git: { commit: "c", branch: null, dirty: false, later: [2] } };
    const { manifest: read, newerFormat } = await readManifest(storageWith(JSON.stringify(later)), runId);
    assert.deepEqual([read, newerFormat], [later, null]);
  });

  it("fills what version 1.0 did not have, and leaves the file as it is", async () => {
    const { isFresh, ...older } = { ...manifest, schema: "touchstone.run/1.0" };
    const text = JSON.stringify(older);
    const storage = storageWith(text);
    assert.deepEqual((await readManifest(storage, runId)).manifest, { ...older, schema: "touchstone.run/1.1", isFresh: false });
    assert.deepEqual([storage.operations, new TextDecoder().decode(storage.files.get(manifestPath(runId)))], [[], text]);
    assert.equal(isFresh, false);
  });

  it("keeps what a run of version 1.0 said of the cache", async () => {
    const text = JSON.stringify({ ...manifest, schema: "touchstone.run/1.0", isFresh: true });
    assert.equal((await readManifest(storageWith(text), runId)).manifest.isFresh, true);
  });

  it("reads a newer major version whose fields still make sense, and says which it is", async () => {
    const { manifest: read, newerFormat } = await readManifest(storageWith(changed("schema", "touchstone.run/2.3")), runId);
    assert.deepEqual([read.samples, newerFormat], [manifest.samples, "touchstone.run/2.3"]);
  });

  const refused: readonly [string, string | null, RegExp][] = [
    [
      "a newer major version that means other things by its fields",
      '{"schema":"touchstone.run/2.0"}',
      /touchstone\.run\/2\.0 is newer .* Update/,
    ],
    ["major version 0", changed("schema", "touchstone.run/0.9"), /no format/],
    ["no version", "{}", /no format that can be read, but none/],
    ["what is not JSON", "{", /not JSON/],
    ["null", "null", /not JSON/],
    ["a list", "[]", /not JSON/],
    ["what is nested without end", `{"schema":"touchstone.run/1.0","later":${"[".repeat(5000)}${"]".repeat(5000)}}`, /not JSON/],
    ["a missing file", null, /missing/],
    ["a manifest without criteria", changed("criteria", undefined), /criteria is missing/],
    ["a number for a text", changed("experiment.name", 3), /experiment\.name must be a text/],
    ["a path for a hash", changed("collection.rowHashes", "sha256:../../../etc/passwd"), /collection\.rowHashes must be sha256/],
    ["a run without arms", changed("variants", []), /variants must/],
    ["samples below none", changed("samples", -1), /samples must/],
    ["endless limits", changed("limits.concurrency", "1e999"), /limits\.concurrency/],
    ["a time that is none", changed("createdAt", "yesterday"), /createdAt must be a time/],
    ["a name longer than any", changed("experiment.path", "x".repeat(5000)), /experiment\.path must/],
    ["an id that is a path", changed("runId", "../../outside"), /runId must be the id of a run/],
    ["the manifest of another run", changed("runId", "01another"), /that of run 01another/],
  ];
  for (const [title, text, words] of refused) {
    it(`refuses ${title}`, async () => {
      await assert.rejects(
        readManifest(storageWith(text), runId),
        (error) => isTouchstoneError(error, "run/invalid") && words.test(`${error.message} ${error.hint}`),
      );
    });
  }
});

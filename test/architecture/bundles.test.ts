// What is shipped holds what it should: no editor, no SDK before it is asked for, nothing left to install, no import cycle.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import type { Metafile } from "esbuild";
import { bytesOf, entryOutputs, staticOutputs } from "../../scripts/bundle-graph.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const sdkFolders = ["node_modules/openai/", "node_modules/@anthropic-ai/sdk/"];

describe("the bundles", () => {
  let metafile: Metafile;

  before(() => {
    const file = path.join(root, "dist/meta.json");
    assert.ok(existsSync(file), "dist/meta.json is missing: run `npm run build` first.");
    metafile = JSON.parse(readFileSync(file, "utf8")) as Metafile;
  });

  it("import nothing but Node's own modules, and so no vscode", () => {
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    const external = imports.filter((imported) => imported.external && !isBuiltin(imported.path));
    assert.deepEqual(external.map((imported) => imported.path), []);
  });

  it("load no SDK at start", () => {
    const files = entryOutputs(metafile).flatMap((entry) => [...staticOutputs(metafile, entry)]);
    assert.deepEqual([...new Set(files)].filter((file) => sdkFolders.some((folder) => holds(metafile, file, folder))), []);
  });

  it("hold each SDK in chunks that no other SDK shares", () => {
    const chunks = Object.keys(metafile.outputs).filter((file) => file.endsWith(".js"));
    const counts = sdkFolders.map((folder) => chunks.filter((file) => holds(metafile, file, folder)));
    const [first = [], second = []] = counts;
    assert.deepEqual([first.length > 0, second.length > 0, first.filter((file) => second.includes(file))], [true, true, []]);
  });

  it("start with a CLI of known size", () => {
    const files = staticOutputs(metafile, "dist/cli.js");
    const bytes = bytesOf(metafile, files);
    console.log(`  dist/cli.js and what it loads at start: ${(bytes / 1000).toFixed(1)} KB in ${files.size} files`);
    assert.ok(bytes > 0);
  });

  it("come from sources without import cycles", () => {
    assert.deepEqual(cycleIn(metafile), []);
  });
});

function holds(metafile: Metafile, file: string, folder: string): boolean {
  const inputs = metafile.outputs[file]?.inputs ?? {};
  return Object.keys(inputs).some((input) => input.startsWith(folder) && inputs[input]!.bytesInOutput > 0);
}

/** The files of one cycle of imports among our own sources, or none. Types do not count: they are gone by then. */
function cycleIn(metafile: Metafile): string[] {
  const done = new Set<string>();
  const trail: string[] = [];

  function visit(file: string): string[] {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file) || !file.startsWith("src/")) return [];
    done.add(file);
    trail.push(file);
    for (const imported of metafile.inputs[file]?.imports ?? []) {
      const cycle = visit(imported.path);
      if (cycle.length > 0) return cycle;
    }
    trail.pop();
    return [];
  }

  for (const file of Object.keys(metafile.inputs)) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

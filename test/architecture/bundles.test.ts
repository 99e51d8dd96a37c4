// What is shipped holds what it should: no editor, no SDK before it is asked for, nothing left to install, no import cycle.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Metafile } from "esbuild";
import { bytesOf, staticOutputs } from "../../scripts/bundle-graph.mjs";
import { copyExample, exampleEntries } from "../../scripts/copy-example.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const sdkFolders = ["node_modules/openai/", "node_modules/@anthropic-ai/sdk/"];

describe("the bundles", () => {
  let metafile: Metafile;

  before(() => {
    const file = path.join(root, "dist/meta.json");
    assert.ok(existsSync(file), "dist/meta.json is missing: run `npm run build` first.");
    metafile = JSON.parse(readFileSync(file, "utf8")) as Metafile;
  });

  it("import nothing but Node's own modules, and vscode in the extension's own half alone", () => {
    const foreign = Object.entries(metafile.outputs).flatMap(([file, { imports }]) =>
      imports.filter((imported) => imported.external && !isBuiltin(imported.path)).map((imported) => `${file}: ${imported.path}`),
    );
    assert.deepEqual([...new Set(foreign)], ["dist/extension.js: vscode"]);
  });

  it("give the view nothing from outside, Node's own modules neither", () => {
    assert.deepEqual(metafile.outputs["dist/webview/main.js"]?.imports, []);
  });

  it("bring no part of the core's schemas, parsers and engine into the extension's own half", () => {
    const inputs = Object.keys(metafile.outputs["dist/extension.js"]?.inputs ?? {});
    const heavy = [
      "src/core/engine/",
      "src/core/template/",
      "src/core/collections/",
      "src/core/stats/",
      "node_modules/yaml/",
      "node_modules/csv-parse/",
      "node_modules/zod/v4/classic/",
    ];
    assert.ok(inputs.length > 20);
    assert.deepEqual(
      inputs.filter((file) => heavy.some((folder) => file.startsWith(folder))),
      [],
    );
  });

  it("load no SDK with a command, a worker or any other part of ours before it is asked for", () => {
    const parts = Object.keys(metafile.outputs).filter((file) => metafile.outputs[file]?.entryPoint?.startsWith("src/"));
    assert.ok(parts.length > 1, "the commands are loaded lazily, so each is a part of its own");
    const files = new Set(parts.flatMap((part) => [...staticOutputs(metafile, part)]));
    assert.deepEqual(
      [...files].filter((file) => sdkFolders.some((folder) => holds(metafile, file, folder))),
      [],
    );
  });

  it("load each SDK from one place, as a chunk of its own", () => {
    const places = Object.entries(metafile.inputs).filter(([file]) => file.startsWith("src/"));
    const loaded = places.flatMap(([file, { imports }]) =>
      imports
        .filter(({ path: target }) => target.startsWith("node_modules/") && sdkFolders.some((folder) => target.startsWith(folder)))
        .map(({ path: target, kind }) => ({ file, target, kind, chunks: chunksOf(metafile, target).length })),
    );
    assert.deepEqual(
      loaded.sort((one, other) => one.file.localeCompare(other.file)),
      [
        { file: "src/core/providers/anthropic.ts", target: "node_modules/@anthropic-ai/sdk/index.mjs", kind: "dynamic-import", chunks: 1 },
        { file: "src/core/providers/openai.ts", target: "node_modules/openai/index.mjs", kind: "dynamic-import", chunks: 1 },
      ],
    );
  });

  for (const folder of sdkFolders) {
    it(`hold the client of ${folder} once, and no other SDK beside it`, () => {
      const chunks = chunksOf(metafile, `${folder}client.mjs`);
      const others = sdkFolders.filter((other) => other !== folder && chunks.some((file) => holds(metafile, file, other)));
      assert.deepEqual([chunks.length, others], [1, []]);
    });
  }

  it("start with a CLI of at most 160 kB", () => {
    const files = staticOutputs(metafile, "dist/cli.js");
    const bytes = bytesOf(metafile, files);
    const limit = 160_000;
    assert.ok(
      files.size > 0 && bytes > 0 && bytes <= limit,
      `dist/cli.js loads ${bytes} bytes in ${files.size} files at start; the limit is ${limit}`,
    );
  });

  it("start a CLI without the statistics, of which it knows the names of the methods alone", () => {
    const atStart = [...staticOutputs(metafile, "dist/cli.js")].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
    assert.deepEqual(
      atStart.filter((file) => file.startsWith("src/core/stats/")),
      ["src/core/stats/methods/names.ts"],
    );
  });

  it("come from sources without import cycles", () => {
    assert.deepEqual(cycleIn(metafile), []);
  });
});

describe("the example in dist", () => {
  const example = "examples/support-replies";

  it("holds the files of the example that are in git, and no others", () => {
    assert.deepEqual(filesOf(path.join(root, "dist/example")), trackedFiles(example));
  });

  it("leaves out what lies around in the folder of the example", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "touchstone-example-"));
    try {
      const source = path.join(folder, "from");
      for (const file of trackedFiles(example)) cpSync(path.join(root, example, file), path.join(source, file));
      for (const stray of ["run.csv", ".env", ".git/config", ".touchstone/a", "notes/a.md", "templates/.env", "models/.git/config"]) {
        mkdirSync(path.dirname(path.join(source, stray)), { recursive: true });
        writeFileSync(path.join(source, stray), "stray");
      }
      copyExample(source, path.join(folder, "to"));
      assert.deepEqual(filesOf(path.join(folder, "to")), trackedFiles(example));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** The files of a folder that git tracks; in a copy of the source without git, those of the example's entries. */
function trackedFiles(folder: string): string[] {
  const { status, stdout } = spawnSync("git", ["ls-files", "-z"], { cwd: path.join(root, folder), encoding: "utf8" });
  const tracked = status === 0 ? stdout.split("\0").filter((file) => file !== "") : [];
  if (tracked.length > 0) return tracked.sort();
  return filesOf(path.join(root, folder)).filter((file) => exampleEntries.includes(file.split("/")[0]!));
}

/** Every file below a folder, hidden ones too: paths from there with forward slashes, sorted. */
function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return entries.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/")).sort();
}

/** The output files that hold code of one input. */
function chunksOf(metafile: Metafile, input: string): string[] {
  return Object.keys(metafile.outputs).filter((file) => input in metafile.outputs[file]!.inputs);
}

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

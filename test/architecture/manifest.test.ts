// The manifest keeps its promises: exact versions, nothing to install at run time, scripts that exist, rings that run.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const root = path.resolve(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;

describe("package.json", () => {
  it("pins every dependency to one version", () => {
    const loose = Object.entries(manifest.devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    assert.deepEqual(loose, []);
  });

  it("has no dependencies at run time: all is bundled", () => {
    const kinds = Object.keys(manifest).filter((key) => /dependencies$/i.test(key));
    assert.deepEqual(kinds, ["devDependencies"]);
  });

  it("allows install scripts of two packages only; the lockfile says of which version", () => {
    assert.deepEqual(manifest.allowScripts, { esbuild: true, node: true, "@vscode/vsce-sign": false });
  });

  it("names only files that exist in its scripts", () => {
    const files = Object.values(manifest.scripts).flatMap((script) => script.match(/[\w./-]+\.(?:ts|mjs|js)\b/g) ?? []);
    assert.deepEqual(
      files.filter((file) => !existsSync(path.join(root, file))),
      [],
    );
  });
});

describe("bench/package.json", () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), "utf8"));

  it("pins what Touchstone is measured against, and is a package that the root does not install", () => {
    const bench = read("bench/package.json") as { readonly private: boolean; readonly dependencies: Readonly<Record<string, string>> };
    const { packages } = read("package-lock.json") as { readonly packages: object };
    const installed = Object.keys(packages).filter((name) => /(^bench$|promptfoo)/.test(name));
    assert.deepEqual([bench.private, Object.keys(bench.dependencies), installed], [true, ["promptfoo"], []]);
    assert.match(bench.dependencies["promptfoo"] ?? "", /^\d+\.\d+\.\d+$/);
  });

  it("has a lockfile of the version it pins", () => {
    const { dependencies } = read("bench/package.json") as { readonly dependencies: Readonly<Record<string, string>> };
    const { packages } = read("bench/package-lock.json") as { readonly packages: Readonly<Record<string, { readonly version?: string }>> };
    assert.equal(packages["node_modules/promptfoo"]?.version, dependencies["promptfoo"]);
  });
});

describe("the test folder", () => {
  it("holds tests only in rings that `npm test` runs", () => {
    const rings = Object.keys(manifest.scripts).filter((name) => name.startsWith("test:"));
    const folders = globSync("*/**/*.test.ts", { cwd: path.join(root, "test") }).map((file) => file.split(path.sep)[0]);
    assert.deepEqual(
      [...new Set(folders)].filter((folder) => !rings.includes(`test:${folder}`)),
      [],
    );
  });
});

// The layers stand as drawn: the table is sound, and each lock (lint rule, lint configuration, compiler) stops what it should.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { layersRule } from "../../scripts/lint/layers-rule.mjs";
import { layerOf, layers } from "../../scripts/lint/layers.mjs";

const root = path.resolve(import.meta.dirname, "../..");

describe("the layer table", () => {
  it("is ordered from ground to roof, and so without cycles", () => {
    const names = layers.map((layer) => layer.name);
    const misplaced = layers.flatMap((layer, index) =>
      layer.mayImport.filter((name) => !names.slice(0, index).includes(name)).map((name) => `${layer.name} → ${name}`),
    );
    assert.deepEqual(misplaced, []);
  });

  it("names each layer once", () => {
    assert.equal(new Set(layers.map((layer) => layer.name)).size, layers.length);
  });

  it("keeps the roofs apart", () => {
    const roofs = ["cli", "action", "sdk", "extension", "webview-ui"];
    assert.deepEqual(
      layers.filter((layer) => layer.mayImport.some((name) => roofs.includes(name))),
      [],
    );
  });

  it("has a row for every folder of src and of src/core", () => {
    const folders = [...foldersOf("src").filter((folder) => folder !== "src/core"), ...foldersOf("src/core")];
    assert.deepEqual(
      folders.filter((folder) => layerOf(`${folder}/file.ts`)?.folder !== folder),
      [],
    );
  });
});

describe("the layer rule", () => {
  const forbidden: readonly [string, string, string, string][] = [
    ["an upward import", "src/core/base/a.ts", 'import { b } from "../engine/b.ts";', "upward"],
    ["an upward type import", "src/core/base/a.ts", 'import type { B } from "../engine/b.ts";', "upward"],
    ["an upward import in a type", "src/core/base/a.ts", 'type B = import("../engine/b.ts").B;', "upward"],
    ["an upward re-export", "src/core/base/a.ts", 'export { b } from "../engine/b.ts";', "upward"],
    ["an upward re-export of all", "src/core/base/a.ts", 'export * from "../engine/b.ts";', "upward"],
    ["an upward dynamic import", "src/core/base/a.ts", 'await import("../engine/b.ts");', "upward"],
    ["an import between roofs", "src/cli/a.ts", 'import { b } from "../extension/b.ts";', "upward"],
    ["a computed dynamic import", "src/core/base/a.ts", "await import(name);", "computed"],
    ["an import from outside the source", "src/cli/a.ts", 'import { b } from "../../scripts/b.ts";', "outside"],
    ["an absolute path", "src/core/base/a.ts", 'import { b } from "/src/core/base/b.ts";', "path"],
    ["a file: address", "src/core/base/a.ts", 'import { b } from "file:../base/b.ts";', "path"],
    ["a file: address in capitals", "src/core/base/a.ts", 'import { b } from "FILE:../base/b.ts";', "path"],
    ["a backslash", "src/core/base/a.ts", String.raw`import { b } from "./..\\engine\\b.ts";`, "path"],
    ["escaped dots", "src/core/base/a.ts", 'import { b } from "./%2e%2e/engine/b.ts";', "path"],
    ["a package by way of another", "src/core/base/a.ts", 'await import("fastest-levenshtein/../openai");', "home"],
    ["vscode in the core", "src/core/domain/a.ts", 'import * as vscode from "vscode";', "vscode"],
    ["vscode in the CLI", "src/cli/a.ts", 'import type { Uri } from "vscode";', "vscode"],
    ["node:fs in the core", "src/core/store/a.ts", 'import { readFileSync } from "node:fs";', "builtin"],
    ["node:fs in hash.ts", "src/core/base/hash.ts", 'import { readFileSync } from "node:fs";', "builtin"],
    ["node:crypto outside hash.ts", "src/core/base/a.ts", 'import { createHash } from "node:crypto";', "builtin"],
    ["a package of another layer", "src/core/stats/a.ts", 'import { parse } from "yaml";', "package"],
    ["an SDK outside its adapter", "src/core/engine/a.ts", 'await import("openai");', "home"],
    ["code in an address outside the program that runs scripts", "src/node/a.ts", "await import(`data:text/javascript,${text}`);", "home"],
    ["an SDK in the other adapter", "src/core/providers/anthropic.ts", 'await import("openai");', "home"],
    ["a file in no layer", "src/core/helpers/a.ts", "export const a = 1;", "noLayer"],
    ["a file directly in src", "src/a.ts", "export const a = 1;", "noLayer"],
  ];
  for (const [what, file, text, messageId] of forbidden) {
    it(`reports ${what}`, async () => assert.deepEqual(await reports(file, text), [messageId]));
  }

  const allowed: readonly [string, string, string][] = [
    ["a downward import", "src/core/engine/a.ts", 'import { b } from "../base/b.ts";'],
    ["an import within the layer", "src/core/engine/kinds/a.ts", 'import { b } from "../b.ts";'],
    ["a package of the layer", "src/core/domain/a.ts", 'import * as z from "zod";'],
    ["node:crypto in hash.ts", "src/core/base/hash.ts", 'import { createHash } from "node:crypto";'],
    ["an SDK in its adapter", "src/core/providers/openai.ts", 'await import("openai/core/error");'],
    ["Node on Node", "src/node/a.ts", 'import { open } from "node:fs/promises";'],
  ];
  for (const [what, file, text] of allowed) {
    it(`lets pass ${what}`, async () => assert.deepEqual(await reports(file, text), []));
  }
});

describe("the locks on the source, with comments that switch rules off ignored", () => {
  it("find nothing in src", async () => {
    const results = await onlyTheLocks.lintFiles(["src"]);
    assert.ok(results.length > 0);
    const found = results.flatMap(({ filePath, messages }) =>
      messages.map(({ line, message }) => `${path.relative(root, filePath)}:${line} ${message}`),
    );
    assert.deepEqual(found, []);
  }).timeout(60_000);

  const bypasses: readonly [string, string, string, string][] = [
    ["a rule set by a comment", "core/base", '/* eslint touchstone/layers: 0 */\nimport "../engine/b.ts";', "touchstone/layers"],
    [
      "a rule disabled by a comment",
      "core/base",
      'import "../engine/b.ts"; // eslint-disable-line touchstone/layers -- why',
      "touchstone/layers",
    ],
    ["require by another name", "core/base", 'const load = require;\nload("node:fs");', "no-restricted-globals"],
    ["require by another name outside the core", "cli", 'const load = require;\nload("vscode");', "no-restricted-globals"],
    ["module.require", "core/base", 'module.require("node:fs");', "no-restricted-globals"],
    ["module.require outside the core", "cli", 'module.require("vscode");', "no-restricted-globals"],
    ["global.process", "core/base", "global.process.exit();", "no-restricted-globals"],
    ["globalThis.process", "core/base", "globalThis.process.exit();", "no-restricted-globals"],
    ["globalThis with a name in brackets", "core/base", 'globalThis["process"].exit();', "no-restricted-globals"],
    ["globalThis taken apart", "core/base", "const { process: host } = globalThis;\nhost.exit();", "no-restricted-globals"],
    ["globalThis by reflection", "core/base", 'Reflect.get(globalThis, "process").exit();', "no-restricted-globals"],
    ["the global crypto", "core/base", "crypto.randomUUID();", "no-restricted-globals"],
    ["eval", "core/base", "eval('process').exit();", "no-restricted-globals"],
    ["eval by another name", "core/base", "const run = eval;\nrun('process');", "no-restricted-globals"],
    ["a function made of text", "core/base", 'new Function("process.exit()")();', "no-restricted-globals"],
  ];
  for (const [what, folder, text, ruleId] of bypasses) {
    it(`report ${what}`, async () => {
      const [result] = await onlyTheLocks.lintText(text, { filePath: path.join(root, "src", folder, "a.ts") });
      assert.deepEqual([...new Set(result!.messages.map((message) => message.ruleId))], [ruleId]);
    });
  }

  it("let pass a question about the type of a global", async () => {
    const [result] = await onlyTheLocks.lintText("export type Fetch = typeof fetch;", { filePath: path.join(root, "src/core/base/a.ts") });
    assert.deepEqual(result!.messages, []);
  });
});

describe("the files of the source", () => {
  it("are TypeScript in .ts, which the rules read, and tsconfig.json", () => {
    const files = readdirSync(path.join(root, "src"), { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
    const strays = files.filter(({ name }) => name !== "tsconfig.json" && (!name.endsWith(".ts") || name.endsWith(".d.ts")));
    assert.deepEqual(
      strays.map(({ parentPath, name }) => path.join(parentPath, name)),
      [],
    );
  });

  for (const name of ["a.js", "a.mjs", "a.cjs", "a.mts", "a.cts", "a.d.ts"]) {
    it(`are refused by the linter as ${name}`, async () => {
      const [result] = await onlyTheLocks.lintText("void 0;", { filePath: path.join(root, "src/core/base", name) });
      assert.ok(result!.messages.some(({ ruleId, severity }) => ruleId === "no-restricted-syntax" && severity === 2));
    });
  }
});

describe("the lint configuration", () => {
  it("reports a file of the source that breaks its rules", async () => {
    const file = path.join(root, "src/core/base", `forbidden-${process.pid}.ts`);
    writeFileSync(
      file,
      `import { run } from "../engine/run.ts";
import { z } from "zod";
export default function forbidden() {
  process.exit(Math.random() + Date.now() + new Date().getTime() + Buffer.length);
  console.log(run, z); // eslint-disable-line
}
`,
    );
    try {
      const [result] = await new ESLint({ cwd: root }).lintFiles([file]);
      const rules = new Set(result?.messages.map((message) => message.ruleId));
      const expected = ["layers", "disable-reason"].map((name) => `touchstone/${name}`);
      expected.push("no-restricted-syntax", "no-restricted-globals", "no-restricted-properties");
      assert.deepEqual(
        expected.filter((rule) => !rules.has(rule)),
        [],
      );
    } finally {
      rmSync(file);
    }
  });
});

describe("the compiler", () => {
  let output = "";

  before(() => {
    // Below the root, so that node_modules is found; the boxes are the real ones, their sources these few lines.
    mkdirSync(path.join(root, ".build"), { recursive: true });
    const folder = mkdtempSync(path.join(root, ".build/boxes-"));
    try {
      for (const box of ["src/protocol", "src/core", "src/node", "src/cli", "src/extension", "webview-ui"])
        copyInto(folder, `${box}/tsconfig.json`);
      for (const shared of ["tsconfig.base.json", "types"]) copyInto(folder, shared);
      write(folder, "src/core/base/upward.ts", 'export { main } from "../../cli/main.ts";');
      write(folder, "src/core/base/editor.ts", 'import { window } from "vscode";\nexport const editor = window;');
      write(folder, "src/core/base/browser.ts", "export const title: string = document.title;");
      write(folder, "src/protocol/empty.ts", "export const empty = null;");
      write(folder, "src/extension/editor.ts", 'import { window } from "vscode";\nexport const editor: typeof window = window;');
      write(folder, "webview-ui/host.ts", "export const host: string = process.title;\nexport const title: string = document.title;");
      write(folder, "webview-ui/inward.ts", 'export { nothing } from "../src/node/empty.ts";');
      write(folder, "src/node/empty.ts", "export const nothing = null;");
      write(folder, "src/cli/main.ts", "export const main = null;");
      write(folder, "src/cli/downward.ts", 'import { nothing } from "../node/empty.ts";\nexport const downward = nothing;');
      const compiler = path.join(root, "node_modules/typescript/bin/tsc");
      const build = [compiler, "-b", "src/core", "src/cli", "src/extension", "webview-ui", "--pretty", "false"];
      output = spawnSync(process.execPath, build, { cwd: folder, encoding: "utf8" }).stdout;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses an upward import from one box to another (TS6307)", () => {
    assert.match(output, /^src\/core\/base\/upward\.ts\b.* error TS6307:/m);
  });

  it("finds nothing in vscode outside the extension (TS2305)", () => {
    assert.match(output, /^src\/core\/base\/editor\.ts\b.* error TS2305:/m);
  });

  it("knows no browser in the core (TS2584)", () => {
    assert.match(output, /^src\/core\/base\/browser\.ts\b.* error TS2584:/m);
  });

  it("knows vscode in the extension", () => {
    assert.doesNotMatch(output, /^src\/extension\/editor\.ts/m);
  });

  it("knows no Node in the view, and a browser (TS2591)", () => {
    assert.match(output, /^webview-ui\/host\.ts\(1,.* error TS2591:/m);
    assert.doesNotMatch(output, /^webview-ui\/host\.ts\(2,/m);
  });

  it("refuses an import of the view from any box but the wire's (TS6307)", () => {
    assert.match(output, /^webview-ui\/inward\.ts\b.* error TS6307:/m);
  });

  it("accepts a downward import", () => {
    assert.doesNotMatch(output, /^src\/cli\/downward\.ts/m);
  });
});

const onlyTheLayerRule = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: {
    files: ["**/*.ts"],
    languageOptions: { parser: tseslint.parser },
    plugins: { touchstone: { rules: { layers: layersRule } } },
    rules: { "touchstone/layers": "error" },
  },
});

const locks = ["touchstone/layers", "no-restricted-globals", "no-restricted-properties", "no-restricted-syntax"];

/** The project's own configuration, cut down to the rules that hold the architecture; they need no types. */
const onlyTheLocks = new ESLint({
  cwd: root,
  allowInlineConfig: false,
  ruleFilter: ({ ruleId }) => locks.includes(ruleId),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

/** The ids of the rule's messages about a text as if it were a file at this path; nothing is written. */
async function reports(file: string, text: string): Promise<(string | undefined)[]> {
  const [result] = await onlyTheLayerRule.lintText(text, { filePath: path.join(root, file) });
  return result!.messages.map((message) => message.messageId ?? message.message);
}

function foldersOf(folder: string): string[] {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
}

function copyInto(folder: string, name: string): void {
  cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), `${text}\n`);
}

// The package as a stranger gets it: what is in it, how large it is, and that it works in a VS Code that has never seen its sources.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { makeWorkspace } from "../../scripts/vscode/make-workspace.ts";
import { journey } from "../support/vscode/journey.ts";
import { zipEntries } from "../support/zip-entries.ts";

const root = path.resolve(import.meta.dirname, "../..");
const golden = path.join(import.meta.dirname, "vsix-contents.txt");
const mostBytes = 2_000_000;

describe("the package", () => {
  let file = "";
  let contents: readonly string[] = [];
  const window = journey(async ({ scratch }) => {
    const made = spawnSync(process.execPath, ["scripts/package.ts"], { cwd: root, encoding: "utf8" });
    assert.equal(made.status, 0, made.stderr);
    file = path.join(root, /^(\S+\.vsix): /m.exec(made.stdout)?.[1] ?? "");
    contents = zipEntries(readFileSync(file));
    return { packages: [file], workspace: makeWorkspace(scratch, [{ name: "empty" }]) };
  });

  it("is small enough", () => {
    const { size } = statSync(file);
    assert.ok(size <= mostBytes, `${size} bytes`);
  });

  it("holds what it should and nothing else; UPDATE_GOLDEN=1 accepts what it holds now", () => {
    // The names of chunks change with their content, and how many there are says nothing.
    const folded = [...new Set(contents.map((name) => name.replace(/\/chunks\/[^/]+\.js$/, "/chunks/*.js")))].sort();
    const text = `${folded.join("\n")}\n`;
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, "utf8"));
  });

  it("holds no sources, no tests and no command line", () => {
    const wrong = contents.filter((name) =>
      /\.(ts|map|tsbuildinfo)$|(^|\/)(cli\.js|test|tests|src|node_modules|\.touchstone)(\/|$)/.test(name),
    );
    assert.deepEqual(wrong, []);
  });

  it("makes the sample project in an empty folder", async () => {
    const { runCommand, pick, openContainer, waitForTree, expand } = window();
    await runCommand("Touchstone: Create Sample Project…");
    await pick("In this folder");
    await openContainer("Touchstone");
    await waitForTree("Workspace", (rows) => rows.includes("Experiments · 1"));
    await expand("Workspace", "Experiments");
    await waitForTree("Workspace", (rows) => rows.includes("  Shorter tone · not run"));
  });

  it("runs its experiment to a verdict", async () => {
    const { runCommand, block } = window();
    await runCommand("Touchstone: Run Experiment");
    assert.match(await block("Better"), /short is better than baseline/);
  });
});

// Windows in which there is nothing to run yet, or too much: no folder, an empty one, two of them, one that cannot be written to.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { accessSync, chmodSync, constants, existsSync, readdirSync } from "node:fs";
import path from "node:path";

import { makeWorkspace } from "../../scripts/vscode/make-workspace.ts";
import { journey, type JourneyPlace, ourExtension } from "../support/vscode/journey.ts";

const example = { copyOf: "examples/support-replies" };

describe("no folder", () => {
  const window = journey(async () => ({ ...ourExtension, workspace: null }));

  it("says what to open, and that there is something to try", async () => {
    const { openContainer, welcome } = window();
    await openContainer("Touchstone");
    const text = await welcome("Workspace").innerText();
    assert.match(text, /plain files in a folder[\s\S]*Open Folder[\s\S]*Create a sample project/);
  });

  it("says once that there is nothing to run, with a button to a folder", async () => {
    const { runCommand, notification, notifications, page } = window();
    await runCommand("Touchstone: Run Experiment");
    const message = await notification("No folder is open, so there are no experiments to run.");
    assert.deepEqual([await message.buttons(), (await notifications()).length], [["Open Folder"], 1]);
    await message.press("Open Folder");
    await page.locator(".quick-input-widget:visible").getByText("Open Folder").first().waitFor();
  });
});

describe("an empty folder", () => {
  const window = journey(async ({ scratch }) => ({ ...ourExtension, workspace: makeWorkspace(scratch, [{ name: "empty" }]) }));

  it("offers a sample project, which its button makes", async () => {
    const { openContainer, welcome, pick, waitForTree, expand } = window();
    await openContainer("Touchstone");
    await welcome("Workspace").getByText("Create Sample Project").click();
    await pick("In this folder");
    await waitForTree("Workspace", (rows) => rows.includes("Experiments · 1"));
    await expand("Workspace", "Experiments");
    await waitForTree("Workspace", (rows) => rows.includes("  Shorter tone · not run"));
  });
});

describe("two folders", () => {
  const folders = [
    { ...example, name: "first" },
    { ...example, name: "second" },
  ];
  let inside = "";
  const window = journey(async ({ scratch }) => {
    inside = scratch;
    return { ...ourExtension, workspace: makeWorkspace(scratch, folders) };
  });

  it("shows each as a node of its own", async () => {
    const { openContainer, waitForTree } = window();
    await openContainer("Touchstone");
    await waitForTree("Workspace", (rows) => ["first", "second"].every((name) => rows.includes(name)));
  });

  it("asks which experiment is meant, and runs that one", async () => {
    const { runCommand, picks, pick, waitForTree } = window();
    await runCommand("Touchstone: Run Experiment");
    assert.deepEqual(await picks(), [
      "Shorter tone · first · experiments/tone.experiment.yaml",
      "Shorter tone · second · experiments/tone.experiment.yaml",
    ]);
    await pick("Shorter tone", "second");
    await waitForTree("Runs", (rows) => rows[0] === "second" && rows[1]?.startsWith("  Shorter tone · better, ") === true);
    assert.deepEqual(
      folders.map(({ name }) => existsSync(path.join(inside, name, ".touchstone"))),
      [false, true],
    );
  });
});

/** Nobody may write there: by its mode, and for an administrator, whom no mode stops, by a mark of the file system. */
function makeReadOnly(folder: string, { defer }: JourneyPlace): void {
  const folders = [
    folder,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(entry.parentPath, entry.name)),
  ];
  for (const each of folders) chmodSync(each, 0o555);
  defer(async () => folders.forEach((each) => chmodSync(each, 0o755)));
  if (!isWritable(folder)) return;
  execFileSync("chattr", ["-R", "+i", folder]);
  defer(async () => execFileSync("chattr", ["-R", "-i", folder]));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

describe("a folder that cannot be written to", () => {
  const window = journey(async (place) => {
    const workspace = makeWorkspace(place.scratch, [{ ...example, name: "read-only" }]);
    if (workspace !== null) makeReadOnly(workspace, place);
    return { ...ourExtension, workspace };
  });

  it("shows its parts", async () => {
    const { openContainer, waitForTree } = window();
    await openContainer("Touchstone");
    await waitForTree("Workspace", (rows) => rows.some((row) => row.trim() === "Shorter tone · not run"));
  });

  it("says once that a run cannot be kept there, before anything is sent", async () => {
    const { runCommand, notification, notifications } = window();
    await runCommand("Touchstone: Run Experiment");
    const message = await notification("The folder read-only cannot be written to, so no run can be kept there. Nothing has been sent.");
    assert.deepEqual([await message.buttons(), (await notifications()).length], [["Open Folder"], 1]);
  });

  it("says once that nothing new can be put there", async () => {
    const { runCommand, notification, pick, answer } = window();
    await runCommand("Touchstone: New Collection…");
    await pick("A few sample rows to change");
    await answer("rows-2");
    const message = await notification(/The folder read-only cannot be written to \((EPERM|EACCES)\)\. Nothing was changed\./);
    assert.deepEqual(await message.buttons(), ["Open Folder"]);
  });
});

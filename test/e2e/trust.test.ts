// A folder that is not trusted: it can be read, its stored runs too, but nothing runs before the person says so, and then it does.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";

import { makeWorkspace } from "../../scripts/vscode/make-workspace.ts";
import { runCli } from "../support/run-cli.ts";
import { journey, ourExtension } from "../support/vscode/journey.ts";

const restricted = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
};

describe("a folder that is not trusted", () => {
  let folder = "";
  const window = journey(async ({ scratch }) => {
    folder = makeWorkspace(scratch, [{ name: "support-replies", copyOf: "examples/support-replies" }]) ?? "";
    const stored = await runCli(["run", "experiments/tone.experiment.yaml"], { folder });
    assert.equal(stored.exitCode, 0, stored.stderr);
    return { ...ourExtension, workspace: folder, settings: restricted };
  });
  const runs = () => readdirSync(path.join(folder, ".touchstone", "runs"));

  it("shows its parts and its stored runs", async () => {
    const { openContainer, waitForTree, treeItem, block } = window();
    await openContainer("Touchstone");
    await waitForTree("Workspace", (rows) => rows.includes("  reply.prompt · 6 placeholders"));
    await waitForTree("Runs", (rows) => rows.length === 1);
    await treeItem("Runs", "Shorter tone").click();
    assert.match(await block("Better"), /short is better than baseline/);
  });

  it("runs nothing, and says once how to change that", async () => {
    const { runCommand, notification, notifications } = window();
    await runCommand("Touchstone: Run Experiment");
    const message = await notification("This folder is not trusted, so Touchstone sends nothing.");
    assert.deepEqual([await message.buttons(), (await notifications()).length, runs().length], [["Manage Workspace Trust"], 1, 1]);
  });

  it("runs once the person trusts it", async () => {
    const { notification, page, runCommand, waitForTree } = window();
    await (await notification("This folder is not trusted")).press("Manage Workspace Trust");
    await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).first().click();
    await runCommand("Touchstone: Run Experiment");
    await waitForTree("Runs", (rows) => rows.length === 2 && rows.every((row) => row.startsWith("Shorter tone · better, ")));
    assert.equal(runs().length, 2);
  });
});

describe("an empty folder that is not trusted", () => {
  const window = journey(async ({ scratch }) => ({
    ...ourExtension,
    workspace: makeWorkspace(scratch, [{ name: "empty" }]),
    settings: restricted,
  }));

  it("says what still works, with a button to the way out", async () => {
    const { openContainer, welcome, page } = window();
    await openContainer("Touchstone");
    await welcome("Workspace").getByText("This folder is in Restricted Mode.").waitFor();
    await welcome("Workspace").getByText("Manage Workspace Trust").click();
    await page.locator(".workspace-trust-editor").waitFor();
  });
});

/** A window without a folder: each command says what is missing, with the one way out, and ends. */
import assert from "node:assert/strict";
import { converse, type Heard } from "../inside/conversation.ts";
import { command, manifestCommands } from "../inside/touchstone.ts";

const info = (text: string, ...buttons: readonly string[]): Heard => ({ kind: "info", text, detail: "", buttons });
const nowhereToWrite = info("A new file needs a folder to go into, and no folder is open.", "Open Folder");
const nothingToRun = info("No folder is open, so there are no experiments to run.", "Open Folder");
const noRuns = info("No folder is open, so there are no runs.", "Open Folder");

/** What is heard of each command that can do nothing here; the others are listed below. */
const expected: Readonly<Record<string, Heard>> = {
  "touchstone.newCollection": nowhereToWrite,
  "touchstone.newTemplate": nowhereToWrite,
  "touchstone.newCriterionSet": nowhereToWrite,
  "touchstone.newModel": nowhereToWrite,
  "touchstone.newExperiment": nowhereToWrite,
  "touchstone.runExperiment": nothingToRun,
  "touchstone.runTemplate": nothingToRun,
  "touchstone.runSampleRows": nothingToRun,
  "touchstone.runAsBatch": nothingToRun,
  "touchstone.noiseCheck": nothingToRun,
  "touchstone.checkAgainst": nothingToRun,
  "touchstone.resumeRun": noRuns,
  "touchstone.retryErrors": noRuns,
  "touchstone.rerateRun": noRuns,
  "touchstone.openResults": noRuns,
  "touchstone.exportRun": noRuns,
  "touchstone.showComment": noRuns,
  "touchstone.cancelRun": info("Nothing is running."),
  "touchstone.createSampleProject": { kind: "open" },
};
const needNoFolder = ["touchstone.setApiKey", "touchstone.showLog"];

describe("without a folder", () => {
  it("every command of the manifest is either told of here or needs no folder", () => {
    assert.deepEqual([...Object.keys(expected), ...needNoFolder].sort(), manifestCommands());
  });

  for (const [id, heard] of Object.entries(expected)) {
    it(`${id} says what is missing`, async () => {
      using conversation = await converse();
      await command(id as `touchstone.${string}`);
      assert.deepEqual(conversation.heard, [heard]);
    });
  }

  for (const id of needNoFolder) {
    it(`${id} works`, async () => {
      using conversation = await converse();
      await command(id as `touchstone.${string}`);
      assert.deepEqual(
        conversation.heard.map(({ kind }) => kind),
        id === "touchstone.setApiKey" ? ["list"] : [],
      );
    });
  }
});

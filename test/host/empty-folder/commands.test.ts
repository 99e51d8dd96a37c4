/** A folder with nothing in it: each command offers what can be done first, and ends. */
import assert from "node:assert/strict";
import { converse, type Heard } from "../inside/conversation.ts";
import { command, manifestCommands } from "../inside/touchstone.ts";

const info = (text: string, ...buttons: readonly string[]): Heard => ({ kind: "info", text, detail: "", buttons });
const step = (text: string): Heard => ({ kind: "step", text });
const noRuns = info("This project has no run for that yet.", "Run Experiment");
const noExperiment = info("This folder has no experiment yet.", "New Experiment…");
const needNothing = ["touchstone.setApiKey", "touchstone.showLog"];

const expected: Readonly<Record<string, Heard>> = {
  "touchstone.newCollection": step("New Collection"),
  "touchstone.newTemplate": step("New Template"),
  "touchstone.newCriterionSet": step("New Criterion Set"),
  "touchstone.newModel": step("New Model"),
  "touchstone.newExperiment": info("An experiment needs a collection of rows, and there is none in this project yet.", "New Collection…"),
  "touchstone.runExperiment": noExperiment,
  "touchstone.runSampleRows": noExperiment,
  "touchstone.runAsBatch": noExperiment,
  "touchstone.noiseCheck": noExperiment,
  "touchstone.checkAgainst": noExperiment,
  "touchstone.runTemplate": info("This folder has no template that could be run by itself.", "New Experiment…"),
  "touchstone.resumeRun": noRuns,
  "touchstone.retryErrors": noRuns,
  "touchstone.rerateRun": noRuns,
  "touchstone.openResults": noRuns,
  "touchstone.exportRun": noRuns,
  "touchstone.showComment": noRuns,
  "touchstone.cancelRun": info("Nothing is running."),
  "touchstone.createSampleProject": {
    kind: "list",
    text: "Create Sample Project",
    choices: ["In this folder · empty", "In another folder…"],
  },
};

describe("in an empty folder", () => {
  it("every command of the manifest is either told of here or needs nothing", () => {
    assert.deepEqual([...Object.keys(expected), ...needNothing].sort(), manifestCommands());
  });

  for (const [id, heard] of Object.entries(expected)) {
    it(`${id} says what comes first`, async () => {
      using conversation = await converse();
      await command(id as `touchstone.${string}`);
      assert.deepEqual(conversation.heard, [heard]);
    });
  }
});

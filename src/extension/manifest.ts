// The ids of what package.json contributes, so that a misspelt one does not compile; a test holds the two together.

export const commandIds = [
  "touchstone.createSampleProject",
  "touchstone.newCollection",
  "touchstone.newTemplate",
  "touchstone.newCriterionSet",
  "touchstone.newModel",
  "touchstone.newExperiment",
  "touchstone.runExperiment",
  "touchstone.runTemplate",
  "touchstone.runSampleRows",
  "touchstone.runAsBatch",
  "touchstone.noiseCheck",
  "touchstone.checkAgainst",
  "touchstone.cancelRun",
  "touchstone.resumeRun",
  "touchstone.retryErrors",
  "touchstone.rerateRun",
  "touchstone.openResults",
  "touchstone.exportRun",
  "touchstone.showComment",
  "touchstone.setApiKey",
  "touchstone.showLog",
] as const;

export type CommandId = (typeof commandIds)[number];

export const viewIds = {
  container: "touchstone",
  workspace: "touchstone.workspace",
  runs: "touchstone.runs",
  results: "touchstone.results",
} as const;

export const settingIds = ["endpoints", "maxCostUsd"] as const;

export type SettingId = (typeof settingIds)[number];

/** Keys of `when` clauses that the extension sets. */
export const contextKeys = { hasProject: "touchstone.hasProject", isRunning: "touchstone.isRunning" } as const;

export const languageId = "touchstone-prompt";

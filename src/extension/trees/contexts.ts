// What tree items say they are, for the menus of package.json; a test holds the two together.

export const nodeContexts = [
  "project",
  "problem",
  "group.collections",
  "group.templates",
  "group.criteria",
  "group.models",
  "group.experiments",
  "collection",
  "column",
  "template",
  "partial",
  "placeholder",
  "criteria",
  "criterion",
  "model",
  "experiment",
  "baseline",
  "variant",
  "run.running",
  "run.elsewhere",
  "run.resumable",
  "run.done",
  "run.done-with-errors",
  "run.unreadable",
  "arm",
] as const;

export type NodeContext = (typeof nodeContexts)[number];

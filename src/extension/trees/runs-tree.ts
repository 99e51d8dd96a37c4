// The Runs view: every run of the window's projects, the newest first, with its arms.
import * as vscode from "vscode";
import type { RunListItem, RunProgress } from "../background/contract.ts";
import { viewIds } from "../manifest.ts";
import type { Project } from "../projects/project.ts";
import type { LiveRuns } from "../runs/live-runs.ts";
import { armWords, runWords } from "../runs/run-words.ts";
import { problemNode, projectNode } from "./common-nodes.ts";
import type { Facts } from "./project-facts.ts";
import { armIcon, runContext, runIcon } from "./run-icons.ts";
import { createTreeView, type TreeView } from "./tree-view.ts";
import type { TreeNode } from "./tree-node.ts";
import { errorsText, formatTime, listed, progressText } from "../words.ts";

export function createRunsTree(facts: Facts, live: LiveRuns): TreeView {
  return createTreeView(viewIds.runs, async () => {
    const projects = (await facts.list()).map(({ project, runs }) => ({
      project,
      nodes:
        "problem" in runs
          ? [problemNode(project, runs.problem)]
          : runs.value.map((run) => runNode(project, run, live.progressOf(run.runId))),
    }));
    const [only] = projects;
    if (projects.length === 1 && only !== undefined) return only.nodes;
    return projects.filter(({ nodes }) => nodes.length > 0).map(({ project, nodes }) => projectNode(project, nodes));
  });
}

function runNode(project: Project, run: RunListItem, live: RunProgress | null): TreeNode {
  const { runId, path, startedAt } = run;
  const id = JSON.stringify([project.root, runId]);
  const time = formatTime(startedAt, new Date());
  const subject = { project, path, runId };
  return {
    id,
    subject,
    face: {
      label: run.name,
      description: listed(runWords(run, live), time),
      tooltip: tooltipOf(run, live),
      icon: runIcon(run, live),
      context: runContext(run, live),
      ...(run.status === "unreadable"
        ? {}
        : { click: { kind: "command", title: vscode.l10n.t("Open Results"), command: "touchstone.openResults" } }),
    },
    children: run.variants.map((arm) => ({
      id: JSON.stringify([project.root, runId, arm.name]),
      subject: { ...subject, variant: arm.name },
      face: {
        label: arm.name,
        description: armWords(run, arm),
        tooltip: [arm.name, vscode.l10n.t("{0} samples passed", progressText(arm.passed, arm.samples))],
        icon: armIcon(arm.verdict),
        context: "arm",
        click: { kind: "command", title: vscode.l10n.t("Open Results"), command: "touchstone.openResults" },
      },
      children: [],
    })),
  };
}

function tooltipOf(run: RunListItem, live: RunProgress | null): string[] {
  if (run.problem !== null) return [run.name, run.problem];
  const started = new Date(run.startedAt);
  const format = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: "medium", timeStyle: "short" });
  return [
    run.name,
    run.path,
    Number.isNaN(started.getTime()) ? "" : vscode.l10n.t("Started {0}", format.format(started)),
    runWords(run, live),
    live?.pausedFor ?? "",
    live === null && run.status !== "done" ? vscode.l10n.t("{0} samples answered", progressText(run.ended, run.samples)) : "",
    run.errors > 0 ? errorsText(run.errors) : "",
    run.isSimulated ? vscode.l10n.t("Simulated: no model was called") : "",
  ].filter((line) => line !== "");
}

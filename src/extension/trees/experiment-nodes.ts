// Experiments with their arms as a tree of branches, and how each came out in the newest run.
import * as vscode from "vscode";
import type { ExperimentDescription } from "../../core/documents/project-description.ts";
import type { RunListItem } from "../background/contract.ts";
import type { LiveRuns } from "../runs/live-runs.ts";
import { uriIn } from "../projects/project.ts";
import { armWords, runWords, statusOf, statusWord } from "../runs/run-words.ts";
import { documentTooltip, type DocumentPlace } from "./document-nodes.ts";
import { armIcon, liveIcon } from "./run-icons.ts";
import type { TreeNode } from "./tree-node.ts";
import { listed, progressText } from "../words.ts";

const baseline = "baseline";

export interface ExperimentRuns {
  /** The newest first. */
  readonly runs: readonly RunListItem[];
  readonly live: LiveRuns;
}

export function experimentNode(place: DocumentPlace, experiment: ExperimentDescription, { runs, live }: ExperimentRuns): TreeNode {
  const { project, path } = place;
  const file = uriIn(project, path).toString();
  const newest = runs.find((run) => run.path === path) ?? null;
  const finished = runs.find((run) => run.path === path && run.variants.length > 0 && !run.isNoiseCheck && !run.isAgainstCommit) ?? null;
  const description = statusWords(newest, live);
  const progress = newest === null ? null : live.progressOf(newest.runId);
  return {
    id: JSON.stringify([project.root, "experiment", path]),
    subject: { project, path },
    face: {
      label: experiment.name,
      description,
      tooltip: documentTooltip(path, { description }, experiment.name, experiment),
      icon: progress === null ? { name: "beaker" } : liveIcon(progress),
      context: "experiment",
      file,
      click: { kind: "open", file, line: 1 },
      isOpen: true,
    },
    children: armNodes(place, experiment, finished),
  };
}

function statusWords(newest: RunListItem | null, live: LiveRuns): string {
  if (newest === null) return vscode.l10n.t("not run");
  const progress = live.progressOf(newest.runId);
  if (progress !== null) return listed(statusWord(statusOf(progress)), progressText(progress.ended, progress.planned));
  return newest.status === "done" ? vscode.l10n.t("ready") : runWords(newest, null);
}

/** The baseline and what branches from it; whatever hangs on a name that is not there stands beside them. */
function armNodes({ project, path }: DocumentPlace, { variants }: ExperimentDescription, run: RunListItem | null): TreeNode[] {
  const file = uriIn(project, path).toString();
  const names = new Set(variants.map(({ name }) => name));
  const shown = new Set<string>();
  const node = (name: string, line: number, children: readonly TreeNode[]): TreeNode => ({
    id: JSON.stringify([project.root, "experiment", path, name]),
    subject: { project, path, variant: name },
    face: {
      label: name,
      ...armFace(name, run),
      context: name === baseline ? "baseline" : "variant",
      click: { kind: "open", file, line },
      isOpen: true,
    },
    children,
  });
  const branches = (isBranch: (from: string) => boolean): TreeNode[] =>
    variants.flatMap(({ name, from, line }) => {
      if (!isBranch(from) || shown.has(name)) return [];
      shown.add(name);
      return [
        node(
          name,
          line,
          branches((parent) => parent === name),
        ),
      ];
    });
  const attached = branches((from) => from === baseline || !names.has(from));
  const circular = branches(() => true);
  return [node(baseline, 1, []), ...attached, ...circular];
}

function armFace(name: string, run: RunListItem | null): Pick<TreeNode["face"], "description" | "icon"> {
  const arm = run?.variants.find((variant) => variant.name === name);
  if (run === null || arm === undefined) return { description: vscode.l10n.t("not run"), icon: armIcon(null) };
  return { description: armWords(run, arm), icon: armIcon(arm.verdict) };
}

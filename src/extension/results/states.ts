// What the panel says where there is no run to show: what a run would do and cost, why it cannot, or that the folder is not trusted.
import * as vscode from "vscode";
import { isTouchstoneError } from "../../core/base/errors.ts";
import { fileName } from "../../core/documents/kinds.ts";
import type { StateCard, SummaryPlane } from "../../protocol/summary-plane.ts";
import type { Background } from "../background/threads.ts";
import { failureOf, failureText, type Failure } from "../edge/failures.ts";
import type { Projects } from "../projects/projects.ts";
import { planText, type PlanText } from "../runs/plan-text.ts";
import { readSettings } from "../settings.ts";
import type { ResultsSubject } from "./subject.ts";

/** Planning reads files and calls nobody, so it may be done in a folder that is not trusted. */
export async function summaryWithoutRun(
  subject: ResultsSubject,
  { background, projects }: { readonly background: Background; readonly projects: Projects },
): Promise<SummaryPlane> {
  const title = fileName(subject.path);
  if (!vscode.workspace.isTrusted) return plane(subject, title, { status: "untrusted", card: untrustedCard() });
  try {
    const target = { kind: "experiment", path: subject.path } as const;
    const request = { project: projects.place(subject.project), target, variants: null, rows: null, isBatch: false, ...readSettings() };
    const plan = await background.ask("run/plan", request);
    return plane(subject, plan.name, { status: "empty", card: emptyCard(plan.name, planText(plan)) });
  } catch (error) {
    if (!isTouchstoneError(error)) throw error;
    return plane(subject, title, { status: "failed", card: failedCard(title, failureOf(error)) });
  }
}

function emptyCard(name: string, { scope, calls, cost, destinations, scripts, notes, warnings }: PlanText): StateCard {
  return {
    icon: "beaker",
    sentence: vscode.l10n.t("{0} has not run yet.", name),
    explanation: scope,
    actions: [
      { label: vscode.l10n.t("Run Experiment"), action: { kind: "command", command: "run" } },
      { label: vscode.l10n.t("Run on Sample Rows…"), action: { kind: "command", command: "run-sample-rows" } },
    ],
    facts: [
      { label: vscode.l10n.t("Calls"), value: calls },
      { label: vscode.l10n.t("Cost"), value: cost },
      ...destinations.map(({ text }) => ({ label: vscode.l10n.t("Model"), value: text })),
      ...(scripts === null ? [] : [{ label: vscode.l10n.t("Code"), value: scripts }]),
      ...[...notes, ...warnings].map((value) => ({ label: vscode.l10n.t("Note"), value })),
    ],
  };
}

function failedCard(title: string, failure: Failure): StateCard {
  const isAboutEndpoint = failure.code === "provider/endpoint-missing";
  return {
    icon: "error",
    sentence: vscode.l10n.t("{0} cannot be run yet.", title),
    explanation: failureText(failure),
    actions: [
      isAboutEndpoint
        ? { label: vscode.l10n.t("Open Settings"), action: { kind: "command", command: "open-endpoint-settings" } }
        : { label: vscode.l10n.t("Open File"), action: { kind: "command", command: "open-experiment" } },
    ],
    facts: [],
  };
}

function untrustedCard(): StateCard {
  return {
    icon: "shield",
    sentence: vscode.l10n.t("This workspace is not trusted."),
    explanation: vscode.l10n.t("Stored runs can be read, files can be edited and checked. Running is off."),
    actions: [{ label: vscode.l10n.t("Manage Workspace Trust"), action: { kind: "command", command: "manage-trust" } }],
    facts: [{ label: vscode.l10n.t("Keys"), value: vscode.l10n.t("never sent to addresses from this workspace") }],
  };
}

function plane({ project, path }: ResultsSubject, title: string, { status, card }: Pick<SummaryPlane, "status" | "card">): SummaryPlane {
  return {
    subject: { root: project.root, path, run: null },
    title,
    context: path,
    status,
    card,
    progress: null,
    editedSince: null,
    variants: [],
    variant: null,
    arms: [],
    comparison: null,
    criteria: [],
    gates: null,
    totals: [],
    warnings: [],
  };
}

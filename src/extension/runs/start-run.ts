// From "run this" to a run: trust, plan, the price said, keys at hand, and only then the start.
import * as vscode from "vscode";
import { isTouchstoneError, TouchstoneError } from "../../core/base/errors.ts";
import { formatCount, formatUsd } from "../../core/report/figures.ts";
import type { Destination, Keys, PlanDescription, RunRequest, RunTarget } from "../background/contract.ts";
import type { Background } from "../background/threads.ts";
import { openFolderAction, Refusal } from "../edge/failures.ts";
import { isTrustedElseSay } from "../edge/trust.ts";
import type { ApiKeys } from "../keys.ts";
import type { Project, Projects } from "../projects.ts";
import { readSettings } from "../settings.ts";

export interface RunStarterPorts {
  readonly background: Background;
  readonly projects: Projects;
  readonly keys: ApiKeys;
  /** Remembers which folders have been asked. */
  readonly memory: vscode.Memento;
}

export interface RunWish {
  readonly project: Project;
  readonly target: RunTarget;
  readonly variants: readonly string[] | null;
  /** So many rows, drawn with the seed; null for all. */
  readonly sampleRows: number | null;
}

export interface RunStarter {
  /** The id of the run, or null when the person did not want it after all. */
  start(wish: RunWish): Promise<string | null>;
  resume(project: Project, runId: string): Promise<string | null>;
}

const consentKey = "touchstone.hasAsked";

export function createRunStarter({ background, projects, keys, memory }: RunStarterPorts): RunStarter {
  const keysFor = async (destinations: readonly Destination[]): Promise<Keys | null> => {
    const found = await keys.forDestinations(destinations);
    const missing = destinations.find(({ endpoint, needsKey }) => needsKey && endpoint !== null && !Object.hasOwn(found, endpoint));
    if (missing?.endpoint == null || missing.origin === null) return found;
    const set = vscode.l10n.t("Set API Key…");
    const message = vscode.l10n.t(
      "There is no key for {0}, which {1} calls at {2}. Nothing has been sent.",
      missing.endpoint,
      missing.model,
      missing.origin,
    );
    if ((await vscode.window.showWarningMessage(message, set)) !== set) return null;
    return (await keys.ask({ endpoint: missing.endpoint, origin: missing.origin })) ? keysFor(destinations) : null;
  };
  const agreed = async (project: Project, plan: PlanDescription, mustAsk: boolean): Promise<boolean> => {
    const asked = memory.get<readonly string[]>(consentKey, []);
    const callsNobody = plan.destinations.every(({ endpoint }) => endpoint === null);
    if (!mustAsk && (callsNobody || asked.includes(project.root))) return true;
    if (!(await askForConsent(plan))) return false;
    if (!callsNobody) await memory.update(consentKey, [...new Set([...asked, project.root])]);
    return true;
  };
  return {
    async start({ project, target, variants, sampleRows }) {
      if (!isTrustedElseSay()) return null;
      const rows = sampleRows === null ? null : ({ kind: "sample", count: sampleRows } as const);
      const request: RunRequest = { project: projects.place(project), target, variants, rows, ...readSettings() };
      const plan = await withProgress(vscode.l10n.t("Planning the run…"), () => background.ask("run/plan", request));
      if (!(await agreed(project, plan, sampleRows !== null))) return null;
      const found = await keysFor(plan.destinations);
      if (found === null) return null;
      for (const warning of plan.warnings.filter((text) => text.startsWith("There is no earlier text")))
        void vscode.window.showInformationMessage(warning);
      return (await orUnwritable(project, background.ask("run/start", { ...request, keys: found }))).runId;
    },
    async resume(project, runId) {
      if (!isTrustedElseSay()) return null;
      const place = projects.place(project);
      const { endpoints, maxCostUsd } = readSettings();
      const found = await keysFor(await background.ask("run/destinations", { project: place, runId, endpoints }));
      if (found === null) return null;
      const resumed = background.ask("run/resume", { project: place, runId, endpoints, maxCostUsd, keys: found });
      return (await orUnwritable(project, resumed)).runId;
    },
  };
}

/** Says of a run that could not be begun which folder is to be mended, instead of the file that was tried first. */
async function orUnwritable<Begun>(project: Project, beginning: Promise<Begun>): Promise<Begun> {
  try {
    return await beginning;
  } catch (error) {
    if (!isTouchstoneError(error, "store/unwritable")) throw error;
    const message = vscode.l10n.t(
      "The folder {0} cannot be written to, so no run can be kept there. Nothing has been sent. Check its permissions and the free disk space, or open another folder.",
      project.name,
    );
    throw new Refusal(message, openFolderAction(), error);
  }
}

/** Throws what cannot be asked: a plan without calls. */
async function askForConsent(plan: PlanDescription): Promise<boolean> {
  if (plan.samples === 0) throw new TouchstoneError("input/invalid", "This run has no samples.", { hint: "Loosen the row filter." });
  const run = vscode.l10n.t("Run");
  const options = { modal: true, detail: describePlan(plan).join("\n") };
  return (await vscode.window.showInformationMessage(vscode.l10n.t("Run {0}?", plan.name), options, run)) === run;
}

/** The plan's figures, a line each: rows, calls, price, destinations. */
export function describePlan(plan: PlanDescription): string[] {
  const { generation, rating, cached } = plan.calls;
  const price =
    plan.worstCostUsd === null
      ? vscode.l10n.t("The price is not known.")
      : plan.maxCostUsd === null
        ? vscode.l10n.t("At most {0}.", formatUsd(plan.worstCostUsd))
        : vscode.l10n.t("At most {0}; stops at {1}.", formatUsd(plan.worstCostUsd), formatUsd(plan.maxCostUsd));
  return [
    vscode.l10n.t("{0} rows, {1}: {2} samples.", formatCount(plan.rows), plan.variants.join(", "), formatCount(plan.samples)),
    vscode.l10n.t(
      "{0} calls to models, {1} to the judge, {2} from the cache.",
      formatCount(generation),
      formatCount(rating),
      formatCount(cached),
    ),
    price,
    ...plan.destinations.map(({ model, origin, endpoint }) =>
      endpoint === null ? vscode.l10n.t("{0}: calls nobody.", model) : vscode.l10n.t("{0}: rows go to {1}.", model, origin ?? endpoint),
    ),
  ];
}

function withProgress<Value>(title: string, work: () => Promise<Value>): Promise<Value> {
  return Promise.resolve(vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work));
}

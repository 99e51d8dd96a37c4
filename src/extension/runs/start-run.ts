// From "run this" to a run: trust, plan, consent, keys at hand, and only then the start; the rest of a run goes the same way.
import * as vscode from "vscode";
import { isTouchstoneError } from "../../core/base/errors.ts";
import type { Destination, Keys, RunRequest, RunTarget } from "../background/contract.ts";
import type { Background } from "../background/threads.ts";
import { commandAction, openFolderAction, Refusal } from "../edge/messages.ts";
import { isTrusted, requireTrust } from "../edge/trust.ts";
import type { ApiKeys } from "../keys.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import { readSettings } from "../settings.ts";
import { createScriptApprovals } from "./approve-scripts.ts";
import { createConsent } from "./consent.ts";

export interface RunStarterPorts {
  readonly background: Background;
  readonly projects: Projects;
  readonly keys: ApiKeys;
  /** Remembers what has been agreed to. */
  readonly memory: vscode.Memento;
  /** The user's own, for all folders. */
  readonly ownMemory: vscode.Memento;
}

export interface RunWish {
  readonly project: Project;
  readonly target: RunTarget;
  readonly variants: readonly string[] | null;
  /** So many rows, drawn with the seed; null for all. */
  readonly sampleRows: number | null;
  /** Hands the calls over in batches. */
  readonly isBatch: boolean;
  /** Runs the baseline against itself. */
  readonly isNoiseCheck?: boolean;
}

export interface RunStarter {
  /** The id of the run, or null when the person did not want it after all. */
  start(wish: RunWish): Promise<string | null>;
  /** Finishes a run; what ended in an error is tried again when `retriesErrors`. */
  resume(project: Project, runId: string, retriesErrors: boolean): Promise<string | null>;
  /** Rates the responses of a run again, in a new one. */
  rerate(project: Project, runId: string): Promise<string | null>;
  /** Finishes a run without a question; false where one would have to be asked. */
  pickUp(project: Project, runId: string): Promise<boolean>;
}

export function createRunStarter({ background, projects, keys, memory, ownMemory }: RunStarterPorts): RunStarter {
  const consent = createConsent(memory);
  const approvals = createScriptApprovals(ownMemory);
  const startPlanned = async (project: Project, request: RunRequest, mustAsk: boolean): Promise<string | null> => {
    const plan = await whilePlanning(() => background.ask("run/plan", request));
    if (!(await consent.toStart(project, plan, mustAsk))) return null;
    const approvedScripts = await approvals.ask(plan.scripts);
    if (approvedScripts === null) return null;
    const found = await keysFor(keys, plan.destinations);
    if (found === null) return null;
    try {
      return (
        await orUnwritable(project, background.ask("run/start", { ...request, keys: found, planHash: plan.planHash, approvedScripts }))
      ).runId;
    } catch (error) {
      refuseSecondRun(project, error);
      // The files have changed since they were planned: what was agreed to is not what would run.
      if (!isTouchstoneError(error, "run/conflict")) throw error;
      return startPlanned(project, { ...request, project: projects.place(project) }, true);
    }
  };
  const reratePlanned = async (project: Project, runId: string, mustAsk: boolean): Promise<string | null> => {
    const request = { project: projects.place(project), runId, ...readSettings() };
    const plan = await whilePlanning(() => background.ask("run/plan-rerate", request));
    if (!(await consent.toRerate(project, plan, mustAsk))) return null;
    const approvedScripts = await approvals.ask(plan.scripts);
    if (approvedScripts === null) return null;
    const found = await keysFor(keys, plan.destinations);
    if (found === null) return null;
    try {
      return (
        await orUnwritable(project, background.ask("run/rerate", { ...request, keys: found, planHash: plan.planHash, approvedScripts }))
      ).runId;
    } catch (error) {
      if (!isTouchstoneError(error, "run/conflict")) throw error;
      return reratePlanned(project, runId, true);
    }
  };
  return {
    async start({ project, target, variants, sampleRows, isBatch, isNoiseCheck = false }) {
      requireTrust(project);
      const rows = sampleRows === null ? null : ({ kind: "sample", count: sampleRows } as const);
      const request: RunRequest = { project: projects.place(project), target, variants, rows, isBatch, isNoiseCheck, ...readSettings() };
      return startPlanned(project, request, sampleRows !== null);
    },
    async resume(project, runId, retriesErrors) {
      requireTrust(project);
      const request = { project: projects.place(project), runId, retriesErrors, ...readSettings() };
      const rest = await whilePlanning(() => background.ask("run/plan-rest", request));
      if (!(await consent.toResume(project, rest, retriesErrors))) return null;
      const approvedScripts = await approvals.ask(rest.scripts);
      if (approvedScripts === null) return null;
      const found = await keysFor(keys, rest.destinations);
      if (found === null) return null;
      const acceptsOrigins = rest.otherOrigins.map(({ origin }) => origin);
      try {
        return (await orUnwritable(project, background.ask("run/resume", { ...request, keys: found, acceptsOrigins, approvedScripts })))
          .runId;
      } catch (error) {
        refuseSecondRun(project, error);
        throw error;
      }
    },
    rerate(project, runId) {
      requireTrust(project);
      return reratePlanned(project, runId, false);
    },
    async pickUp(project, runId) {
      if (!isTrusted(project)) return false;
      const request = { project: projects.place(project), runId, retriesErrors: false, ...readSettings() };
      const rest = await background.ask("run/plan-rest", request);
      const found = await keys.forDestinations(rest.destinations);
      const isKeyMissing = rest.destinations.some(({ endpoint, needsKey }) => needsKey && !Object.hasOwn(found, endpoint ?? ""));
      const approvedScripts = approvals.remembered(rest.scripts);
      if (isKeyMissing || rest.otherOrigins.length > 0 || approvedScripts === null || !consent.isRemembered(project, rest)) return false;
      await background.ask("run/resume", { ...request, keys: found, acceptsOrigins: [], approvedScripts });
      return true;
    },
  };
}

/** The keys of all destinations, those that are missing asked for; null when the person gives none. */
async function keysFor(keys: ApiKeys, destinations: readonly Destination[]): Promise<Keys | null> {
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
  return (await keys.ask({ endpoint: missing.endpoint, origin: missing.origin })) ? keysFor(keys, destinations) : null;
}

/** Shows the run that is being made already, instead of paying for the same answers twice. */
function refuseSecondRun(project: Project, error: unknown): void {
  if (!isTouchstoneError(error, "run/conflict") || error.place.run === undefined) return;
  const message = vscode.l10n.t(
    "This is being run already, perhaps in another window. Nothing has been sent. When that run has ended, its answers come from the cache.",
  );
  const show = commandAction(vscode.l10n.t("Show Run"), "touchstone.openResults", {
    subject: { project, path: "", runId: error.place.run },
  });
  throw new Refusal(message, show, { severity: "warning", cause: error });
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
    throw new Refusal(message, openFolderAction(), { severity: "error", cause: error });
  }
}

function whilePlanning<Value>(work: () => Promise<Value>): Promise<Value> {
  const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Planning the run…") };
  return Promise.resolve(vscode.window.withProgress(options, work));
}

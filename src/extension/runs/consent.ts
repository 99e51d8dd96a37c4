// What a person agrees to before anything is sent: asked once for a project and the addresses its calls go to, and again for a new one.
import * as vscode from "vscode";
import { TouchstoneError } from "../../core/base/errors.ts";
import type { OtherOrigin, PlanDescription, RestDescription } from "../background/contract.ts";
import type { Project } from "../projects/project.ts";
import { planLines } from "./plan-text.ts";

export interface Consent {
  /** False when the person did not want it. Asks always when `mustAsk`, and when there is something that must be said. */
  toStart(project: Project, plan: PlanDescription, mustAsk: boolean): Promise<boolean>;
  /** The same for the rest of a run; going on at another address than it began at is a question of its own. */
  toResume(project: Project, rest: RestDescription, retriesErrors: boolean): Promise<boolean>;
  /** The same for rating the responses of a run again. */
  toRerate(project: Project, plan: PlanDescription, mustAsk: boolean): Promise<boolean>;
  /** True when the person has agreed to all that the plan calls. */
  isRemembered(project: Project, plan: PlanDescription): boolean;
}

/** The origins that were agreed to, by the project's folder. */
type Agreed = Readonly<Record<string, readonly string[]>>;

const memoryKey = "touchstone.agreed";

export function createConsent(memory: vscode.Memento): Consent {
  const knownOrigins = ({ root }: Project): readonly string[] => {
    const agreed = memory.get<Agreed>(memoryKey, {});
    return Object.hasOwn(agreed, root) ? (agreed[root] ?? []) : [];
  };
  const agree = async (project: Project, plan: PlanDescription, question: Question): Promise<boolean> => {
    const agreed = memory.get<Agreed>(memoryKey, {});
    const known = knownOrigins(project);
    const origins = originsOf(plan);
    const isKnown = origins.every((origin) => known.includes(origin));
    if (!question.mustAsk && isKnown && plan.notes.length === 0) return true;
    if (!(await askInDialog(plan, question))) return false;
    if (!isKnown) await memory.update(memoryKey, { ...agreed, [project.root]: [...new Set([...known, ...origins])] });
    return true;
  };
  return {
    async toStart(project, plan, mustAsk) {
      if (plan.rows === 0)
        throw new TouchstoneError("input/invalid", vscode.l10n.t("This run has no samples."), {
          hint: vscode.l10n.t("Loosen the row filter."),
        });
      // Nothing has changed since the commit it is checked against: nothing is sent.
      if (plan.samples === 0) return true;
      return agree(project, plan, { text: vscode.l10n.t("Run {0}?", plan.name), button: vscode.l10n.t("Run"), mustAsk });
    },
    toResume(project, rest, retriesErrors) {
      const [moved] = rest.otherOrigins;
      const button = retriesErrors ? vscode.l10n.t("Retry") : vscode.l10n.t("Resume");
      const text = retriesErrors ? vscode.l10n.t("Retry the errors of {0}?", rest.name) : vscode.l10n.t("Resume {0}?", rest.name);
      return moved === undefined
        ? agree(project, rest, { text, button, mustAsk: false })
        : agree(project, rest, { text: movedText(moved), button, mustAsk: true });
    },
    isRemembered(project, plan) {
      const known = knownOrigins(project);
      return originsOf(plan).every((origin) => known.includes(origin));
    },
    toRerate(project, plan, mustAsk) {
      return agree(project, plan, {
        text: vscode.l10n.t("Rate the responses of {0} again?", plan.name),
        button: vscode.l10n.t("Re-rate"),
        mustAsk,
      });
    },
  };
}

function originsOf({ destinations }: PlanDescription): string[] {
  return destinations.flatMap(({ origin }) => origin ?? []);
}

interface Question {
  readonly text: string;
  readonly button: string;
  readonly mustAsk: boolean;
}

async function askInDialog(plan: PlanDescription, { text, button }: Question): Promise<boolean> {
  const options = { modal: true, detail: planLines(plan).join("\n") };
  return (await vscode.window.showInformationMessage(text, options, button)) === button;
}

function movedText({ began, origin }: OtherOrigin): string {
  return vscode.l10n.t("This run began at {0}; settings now say {1}. Continue there?", began, origin);
}

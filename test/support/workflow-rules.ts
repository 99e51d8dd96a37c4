// What a GitHub workflow may be: least permissions, no event that hands a stranger's change secrets, and actions that cannot change.
import { parseDocument } from "yaml";

export interface WorkflowStep {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Permissions;
  readonly steps?: readonly WorkflowStep[];
}

type Permissions = string | Readonly<Record<string, string>>;

interface Workflow {
  readonly on?: unknown;
  readonly permissions?: Permissions;
  readonly jobs?: Readonly<Record<string, Job>>;
}

const dangerousEvents = ["pull_request_target", "workflow_run", "issue_comment"];

export interface WorkflowRules {
  /** Whether actions must be named by commit. */
  readonly isPinned: boolean;
}

/** Sentences about a workflow file, none where it keeps the rules. */
export function problemsOf(text: string, { isPinned }: WorkflowRules): string[] {
  const document = parseDocument(text);
  const parsing = [...document.errors, ...document.warnings].map(({ message }) => message);
  if (parsing.length > 0) return parsing;
  const { on, permissions, jobs = {} } = document.toJS() as Workflow;
  const events = typeof on === "string" ? [on] : Array.isArray(on) ? on : Object.keys(on ?? {});
  const problems = dangerousEvents.filter((event) => events.includes(event)).map((event) => `starts on ${event}`);
  if (permissions === undefined) problems.push("has no permissions, and so those of the repository's settings");
  else if (writesIn(permissions).includes("contents")) problems.push("lets every job write to the repository");
  for (const [name, job] of Object.entries(jobs)) {
    const granted = job.permissions ?? permissions ?? {};
    if (granted === "write-all") problems.push(`job ${name} may write everything`);
    for (const { uses = "", run = "", with: given = {} } of job.steps ?? []) {
      if (isPinned && uses !== "" && !/@[0-9a-f]{40}$/.test(uses)) problems.push(`job ${name} uses ${uses}, which can change`);
      const keepsToken = uses.startsWith("actions/checkout@") && given["persist-credentials"] !== false;
      if (keepsToken && !writesIn(granted).includes("contents")) problems.push(`job ${name} leaves its token in the checkout`);
      if (/\$\{\{\s*github\.(event|head_ref)/.test(run)) problems.push(`job ${name} puts what anybody may write into a script`);
    }
  }
  return problems;
}

/** The steps of all jobs. */
export function stepsOf(text: string): readonly WorkflowStep[] {
  return Object.values((parseDocument(text).toJS() as Workflow).jobs ?? {}).flatMap(({ steps }) => steps ?? []);
}

function writesIn(permissions: Permissions): string[] {
  if (typeof permissions === "string") return permissions === "write-all" ? ["contents"] : [];
  return Object.keys(permissions).filter((name) => permissions[name] === "write");
}

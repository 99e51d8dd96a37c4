// The action from its inputs to its exit code: gates each experiment, then tells reviewer and workflow; telling never changes a verdict.
import { mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { isTouchstoneError, TouchstoneError } from "../core/base/errors.ts";
import { reportCheck } from "./check-run.ts";
import { commentBody, markerOf, reportOfFailure } from "./comment-text.ts";
import { gateExperiment, type GatedExperiment, type GateOptions, type ReportKind } from "./gate-experiment.ts";
import { openGithub, type Github, type GithubPorts } from "./github-api.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { readOccasion, type Occasion } from "./occasion.ts";
import { createRedaction } from "./redact.ts";
import type { Touchstone } from "./run-touchstone.ts";
import { keepComment } from "./sticky-comment.ts";
import { conclusionOf, exitCodeOf, jobExitCode, verdictWords, worstOf, type Verdict } from "./verdict.ts";
import { createWorkflowLog, type WorkflowLog } from "./workflow-log.ts";

export interface ActionHost extends GithubPorts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The built command line. */
  readonly script: URL;
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
}

interface Scene {
  readonly inputs: Inputs;
  readonly occasion: Occasion;
  readonly log: WorkflowLog;
  readonly redact: (text: string) => string;
  readonly host: ActionHost;
  /** Absolute. */
  readonly workspace: string;
  /** Null where the token may not write, or there is none. */
  readonly github: Github | null;
}

/** Answers with the exit code of the job: that of the worst verdict, 0 for an inconclusive one that is not to fail. */
export async function runAction(host: ActionHost): Promise<number> {
  const redact = createRedaction(host.environment);
  const log = createWorkflowLog({ environment: host.environment, write: host.write, redact });
  try {
    return await gateAll(await readScene(host, log, redact));
  } catch (error) {
    if (!isTouchstoneError(error)) throw error;
    log.annotate("error", "Touchstone could not start", [error.message, error.hint ?? ""].join("\n").trim());
    await tellOutputs(log, "invalid", []);
    return exitCodeOf("invalid");
  }
}

async function readScene(host: ActionHost, log: WorkflowLog, redact: (text: string) => string): Promise<Scene> {
  const { environment } = host;
  const inputs = readInputs(environment);
  const occasion = await readOccasion(environment);
  const apiUrl = (environment["GITHUB_API_URL"] ?? "https://api.github.com").replace(/\/$/, "");
  const graphqlUrl = environment["GITHUB_GRAPHQL_URL"] ?? `${apiUrl}/graphql`;
  const mayWrite = inputs.token !== null && inputs.shard === null && occasion.pullRequest?.isFromFork !== true;
  return {
    inputs,
    occasion,
    log,
    redact,
    host,
    workspace: resolve(environment["GITHUB_WORKSPACE"] ?? "."),
    github: mayWrite ? openGithub({ apiUrl, graphqlUrl, token: inputs.token ?? "", repository: occasion.repository }, host) : null,
  };
}

async function gateAll(scene: Scene): Promise<number> {
  const { inputs, occasion, log, host, workspace } = scene;
  if (occasion.refusal !== null) {
    log.annotate("error", "Touchstone refuses to run here", occasion.refusal);
    await log.summarize(reportOfFailure(inputs.experiments.join(", "), "incomplete", [occasion.refusal]));
    await tellOutputs(log, "incomplete", []);
    return exitCodeOf("incomplete");
  }
  const folder = resolve(workspace, inputs.workingDirectory);
  if (!(await isFolder(folder)))
    throw new TouchstoneError("input/invalid", `There is no folder ${inputs.workingDirectory} to work in.`, {
      hint: "Check out the repository first, and give working-directory relative to it.",
    });
  const isFromFork = occasion.pullRequest?.isFromFork === true;
  if (isFromFork)
    log.annotate(
      "notice",
      "A pull request from a fork",
      "It runs without keys and without scripts, and its token may not write: the report stands in the job summary and not in a comment.",
    );
  const out = await mkdtemp(join(host.environment["RUNNER_TEMP"] ?? tmpdir(), "touchstone-"));
  const touchstone = { ...host, onLine: (line: string) => log.say(line) };
  const base = inputs.shard === null ? (inputs.base ?? occasion.base) : null;
  const gated: GatedExperiment[] = [];
  for (const [index, experiment] of inputs.experiments.entries()) {
    const options = { inputs, base, isFromFork, folder, out: join(out, String(index + 1)) };
    const result = await gateSafely(experiment, options, touchstone);
    gated.push(result);
    await tell(result, repositoryPath(workspace, folder, experiment), scene);
  }
  const verdict = worstOf(gated.map((each) => each.verdict));
  await tellOutputs(log, verdict, gated, { out, hasVerdict: inputs.shard === null });
  return jobExitCode(verdict, inputs.onInconclusive);
}

/** A fault of ours in one experiment is that experiment's verdict: the comment must not go on to show an earlier one. */
async function gateSafely(experiment: string, options: GateOptions, touchstone: Touchstone): Promise<GatedExperiment> {
  try {
    return await gateExperiment(experiment, options, touchstone);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const report = reportOfFailure(experiment, "crashed", [reason, "Look at the log of this step, and please report this."]);
    return { experiment, verdict: "crashed", exitCode: null, run: null, passRates: {}, report, reason, files: {} };
  }
}

async function tell(result: GatedExperiment, path: string, scene: Scene): Promise<void> {
  const { inputs, log, occasion, github, redact, host } = scene;
  const { verdict, report, reason } = result;
  const title = `${verdictWords(verdict)}: ${path}`;
  if (inputs.shard !== null) {
    if (verdict !== "pass")
      log.annotate("error", `Shard ${inputs.shard} of ${path}`, reason ?? "It did not end well; see the log of this step.");
    return;
  }
  const conclusion = conclusionOf(verdict, inputs.onInconclusive);
  if (verdict !== "pass") log.annotate(conclusion === "failure" ? "error" : "warning", title, reason ?? verdictWords(verdict));
  await log.summarize(report);
  if (github === null) return;
  const { run, commit, pullRequest } = occasion;
  if (pullRequest !== null && inputs.comments)
    await attempt(scene, "The comment could not be kept up to date", "It needs the permission pull-requests: write.", async () => {
      const marker = markerOf(path);
      const body = redact(commentBody(marker, report, occasion));
      const stamp = { run: run.id, attempt: run.attempt };
      const done = await keepComment(github, { issue: pullRequest.number, marker, stamp, body }, host.clock);
      log.say(done === "newer" ? `A newer run has commented on ${path}; its comment stays.` : `The comment on ${path} is ${done}.`);
    });
  await attempt(scene, "There is no check beside the job's own", "It needs the permission checks: write.", () =>
    reportCheck(github, {
      name: `Touchstone: ${path}`,
      commit,
      conclusion,
      title: redact(reason ?? verdictWords(verdict)).slice(0, 200),
      summary: redact(report),
      url: run.url,
    }),
  );
}

/** What GitHub does not take is a warning: the verdict is the gate's alone. */
async function attempt({ log }: Scene, title: string, hint: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    log.annotate("warning", title, `${error instanceof Error ? error.message : String(error)}. ${hint}`);
  }
}

async function tellOutputs(
  log: WorkflowLog,
  verdict: Verdict,
  gated: readonly GatedExperiment[],
  { out, hasVerdict }: { readonly out: string; readonly hasVerdict: boolean } = { out: "", hasVerdict: true },
): Promise<void> {
  const paths = (kind: ReportKind): string => gated.flatMap(({ files }) => files[kind] ?? []).join("\n");
  const results = gated.map(({ experiment, verdict: own, exitCode, run, passRates }) => ({
    experiment,
    verdict: hasVerdict ? own : null,
    exitCode,
    run,
    passRates,
  }));
  const outputs = {
    verdict: hasVerdict ? verdict : "",
    "exit-code": String(exitCodeOf(verdict)),
    run: gated.flatMap(({ run }) => run ?? []).join("\n"),
    results: JSON.stringify(results),
    reports: out,
    comment: paths("comment"),
    junit: paths("junit"),
    sarif: paths("sarif"),
    json: paths("json"),
    intoto: paths("intoto"),
  };
  for (const [name, value] of Object.entries(outputs)) await log.output(name, value);
}

/** The experiment's path in the repository, by which its comment is known: the same whether its run got anywhere or not. */
function repositoryPath(workspace: string, folder: string, experiment: string): string {
  const path = relative(workspace, resolve(folder, experiment)).split(sep).join("/");
  return path.startsWith("../") ? experiment : path;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The built action in a workflow run of its own: a scripted GitHub, and in the place of the command line beside it a scripted one. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type GithubServer, startGithub, type GithubComment } from "../support/github-server.ts";
import { startNodeScript, type CliResult } from "../support/run-cli.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

export const experiment = "experiments/tone.experiment.yaml";
export const marker = `<!-- touchstone:${experiment} -->`;

/** What the scripted command does. */
export interface ScriptedGate {
  readonly exitCode: number;
  /** Its report, as the `comment` exporter writes it; none if absent. */
  readonly comment?: string;
  /** What it prints as JSON; by default a run with its pass rates. */
  readonly result?: unknown;
  /** Lines on stderr. */
  readonly said?: readonly string[];
  /** Whether it goes on until it is interrupted; then the job is cancelled as soon as it says its lines. */
  readonly isEndless?: boolean;
}

export interface Push {
  readonly gate: ScriptedGate;
  /** The workflow run's id; a later one is newer. */
  readonly run?: number;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly eventName?: string;
  /** Laid over the event of a pull request from a branch. */
  readonly event?: Readonly<Record<string, unknown>>;
}

export interface PushResult extends CliResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The words that the command was started with, and the names of its variables. */
  readonly started: readonly { readonly words: readonly string[]; readonly variables: readonly string[] }[];
}

export interface ActionScene extends AsyncDisposable {
  readonly github: GithubServer;
  readonly project: TemporaryProject;
  push(push: Push): Promise<PushResult>;
}

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

/** Stands in for dist/cli.js: does what gate.json beside it says. */
const scriptedCli = `
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
const gate = JSON.parse(readFileSync(new URL("gate.json", import.meta.url), "utf8"));
const words = process.argv.slice(2);
appendFileSync(new URL("started.jsonl", import.meta.url), JSON.stringify({ words, variables: Object.keys(process.env) }) + "\\n");
const out = words.find((word) => word.startsWith("--out=")).slice(6);
for (const line of gate.said ?? []) console.error(line);
if (gate.comment !== undefined) writeFileSync(out + "/run-1.comment.md", gate.comment);
if (gate.comment !== undefined) writeFileSync(out + "/run-1.junit.xml", "<testsuites/>");
if (gate.isEndless) await new Promise((resolve) => { process.once("SIGINT", resolve); setInterval(() => undefined, 1000); console.error("waiting"); });
console.log(JSON.stringify(gate.result ?? { run: "run-1", variants: [{ name: "base", passRate: { value: 0.5 } }, { name: "head", passRate: { value: 0.75 } }] }));
process.exit(gate.exitCode);
`;

/** The event of a pull request from a branch of the repository. */
export const pullRequest = {
  number: 7,
  head: { sha: "a".repeat(40), repo: { full_name: "acme/prompts" } },
  base: { sha: "b".repeat(40), repo: { full_name: "acme/prompts" } },
};

/** A pull request in the repository acme/prompts, with comments on it. */
export async function openPullRequest(comments: readonly Omit<GithubComment, "id">[] = []): Promise<ActionScene> {
  const [github, project] = [await startGithub(comments), await createProject({ [`workspace/${experiment}`]: "name: Tone\n" })];
  await project.write({ "action/package.json": '{"type": "module"}', "action/cli.js": scriptedCli });
  const at = (file: string): string => path.join(project.folder, file);
  await cp(path.join(dist, "action.js"), at("action/action.js"));
  await mkdir(at("temp"));
  const read = (file: string): Promise<string> => readFile(at(file), "utf8").catch(() => "");

  return {
    github,
    project,
    async push({ gate, run = 100, inputs = {}, environment = {}, eventName = "pull_request", event = {} }) {
      await writeFile(at("action/gate.json"), JSON.stringify(gate));
      await writeFile(at("event.json"), JSON.stringify({ pull_request: pullRequest, ...event }));
      for (const file of ["output", "summary", "action/started.jsonl"]) await writeFile(at(file), "");
      const given = { experiment, "github-token": "token-of-the-workflow", ...inputs };
      await using action = startNodeScript(at("action/action.js"), [], {
        folder: project.folder,
        environment: {
          ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
          GITHUB_API_URL: github.url,
          GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
          GITHUB_REPOSITORY: "acme/prompts",
          GITHUB_EVENT_NAME: eventName,
          GITHUB_EVENT_PATH: at("event.json"),
          GITHUB_OUTPUT: at("output"),
          GITHUB_STEP_SUMMARY: at("summary"),
          GITHUB_RUN_ID: String(run),
          GITHUB_RUN_ATTEMPT: "1",
          GITHUB_SHA: "c".repeat(40),
          GITHUB_WORKSPACE: at("workspace"),
          RUNNER_TEMP: at("temp"),
          ...environment,
        },
      });
      if (gate.isEndless === true) action.child.stdout?.once("data", () => action.child.kill("SIGINT"));
      const result = await action.result;
      const started = (await read("action/started.jsonl")).split("\n").filter((line) => line !== "");
      return {
        ...result,
        outputs: readOutputs(await read("output")),
        summary: await read("summary"),
        started: started.map((line) => JSON.parse(line) as PushResult["started"][number]),
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([github[Symbol.asyncDispose](), project[Symbol.asyncDispose]()]);
    },
  };
}

/** The outputs as the runner reads them. */
function readOutputs(text: string): Record<string, string> {
  const found = [...text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2\n/gm)];
  return Object.fromEntries(found.map(([, name = "", , value = ""]) => [name, value]));
}

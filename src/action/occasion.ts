// What the workflow run is about: its pull request, commit and base, read from the event that started it; and whether it may run at all.
import { readFile } from "node:fs/promises";
import { TouchstoneError } from "../core/base/errors.ts";
import { readText, readWhole } from "./foreign-json.ts";

export interface Occasion {
  /** `owner/name`. */
  readonly repository: string;
  /** The commit that the gate is about: the pull request's head, not GitHub's merge of it. */
  readonly commit: string;
  /** Null where there is no pull request to comment on. */
  readonly pullRequest: { readonly number: number; readonly isFromFork: boolean } | null;
  /** The commit that the change is measured against; null when the event knows none. */
  readonly base: string | null;
  readonly run: WorkflowRun;
  /** Why nothing may run here, in a sentence or two; null when it may. */
  readonly refusal: string | null;
}

/** One attempt of a workflow run; a newer run has a higher id. */
export interface WorkflowRun {
  readonly id: number;
  readonly attempt: number;
  readonly url: string;
}

const insteadOfTarget =
  "Start the workflow on pull_request: GitHub then gives pull requests from forks no secrets, and simulated and cached answers are enough to gate them.";

/** Throws `input/invalid` where this is no workflow run. */
export async function readOccasion(environment: Readonly<Record<string, string | undefined>>): Promise<Occasion> {
  const repository = required(environment, "GITHUB_REPOSITORY");
  const name = environment["GITHUB_EVENT_NAME"] ?? "";
  const event = await readEvent(environment["GITHUB_EVENT_PATH"]);
  const id = wholeOf(environment["GITHUB_RUN_ID"]) ?? 0;
  const server = environment["GITHUB_SERVER_URL"] ?? "https://github.com";
  const number = readWhole(event, "pull_request", "number");
  return {
    repository,
    commit:
      readText(event, "pull_request", "head", "sha") ?? readText(event, "merge_group", "head_sha") ?? required(environment, "GITHUB_SHA"),
    // A fork that has been deleted has no repository any more.
    pullRequest:
      number === null ? null : { number, isFromFork: readText(event, "pull_request", "head", "repo", "full_name") !== repository },
    base: readText(event, "pull_request", "base", "sha") ?? readText(event, "merge_group", "base_sha"),
    run: { id, attempt: wholeOf(environment["GITHUB_RUN_ATTEMPT"]) ?? 1, url: `${server}/${repository}/actions/runs/${id}` },
    refusal: refusalOf(name, event, repository),
  };
}

/** These events hand out secrets although the change may be anybody's (rule S17). */
function refusalOf(name: string, event: unknown, repository: string): string | null {
  if (name === "pull_request_target")
    return `Nothing was run: pull_request_target gives this job secrets and a token that may write, and what it would run is the pull request's. ${insteadOfTarget}`;
  if (name === "workflow_run" && readText(event, "workflow_run", "head_repository", "full_name") !== repository)
    return `Nothing was run: workflow_run gives this job secrets, and the run behind it comes from a fork. ${insteadOfTarget}`;
  return null;
}

async function readEvent(path: string | undefined): Promise<unknown> {
  if (path === undefined || path === "") return null;
  try {
    return JSON.parse(await readFile(path, "utf8")) as unknown;
  } catch (error) {
    throw new TouchstoneError("input/invalid", "The event that started this workflow cannot be read.", {
      hint: "GITHUB_EVENT_PATH names a file that the runner writes; leave it as it is.",
      cause: error,
    });
  }
}

function required(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = environment[name] ?? "";
  if (value !== "") return value;
  throw new TouchstoneError("input/invalid", `There is no ${name}.`, { hint: "This is a GitHub Action: elsewhere, call touchstone gate." });
}

function wholeOf(value: string | undefined): number | null {
  return readWhole(/^\d+$/.test(value ?? "") ? Number(value) : null);
}

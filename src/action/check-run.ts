// A check of its own for each experiment, which can be neutral; a job can only pass or fail.
import type { Github } from "./github-api.ts";
import type { Conclusion } from "./verdict.ts";

export interface CheckRun {
  readonly name: string;
  readonly commit: string;
  readonly conclusion: Conclusion;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** Where the whole of it can be read. */
  readonly url: string;
}

/** GitHub takes 65,535 characters. */
const longestSummary = 60_000;

/** Puts the check on its commit. Throws GithubError, also where the token lacks the permission `checks: write`. */
export async function reportCheck(github: Github, { name, commit, conclusion, title, summary, url }: CheckRun): Promise<void> {
  await github.ask("POST", "/check-runs", {
    name,
    head_sha: commit,
    status: "completed",
    conclusion,
    details_url: url,
    output: { title, summary: summary.slice(0, longestSummary) },
  });
}

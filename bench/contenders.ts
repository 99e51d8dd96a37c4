// The four that are measured side by side, each as the command that does a job.
import { rmSync } from "node:fs";
import path from "node:path";
import type { Command } from "./measure.ts";
import { evaluation, promptfooCommand, writePromptfooProject } from "./promptfoo.ts";
import { writeProject } from "./project.ts";

export type Contender = "touchstone" | "promptfoo" | "floor" | "ideal";

/** Rows that are asked about, each a call, and with a judge one more. */
export interface Job {
  readonly folder: string;
  readonly url: string;
  readonly rows: number;
  readonly concurrency: number;
  readonly hasJudge: boolean;
  /** Whether promptfoo, whose cache is otherwise off, may answer from it. */
  readonly usesCache: boolean;
  /** The header clock; the usual one when absent. */
  readonly headersMs?: number;
}

const root = path.resolve(import.meta.dirname, "..");
const cli = path.join(root, "dist/cli.js");

/** Writes what the contenders read. */
export function prepare(job: Job): void {
  const { folder, rows, hasJudge, headersMs } = job;
  writeProject(folder, rows, { hasJudge, ...(headersMs === undefined ? {} : { headersMs }) });
  writePromptfooProject(job);
}

/** Removes what earlier runs of a job have kept. */
export function forget({ folder }: Job): void {
  for (const name of [".touchstone", ".promptfoo/cache"]) rmSync(path.join(folder, name), { recursive: true, force: true });
}

export function commandFor(contender: Contender, job: Job): Command {
  const { folder, url, rows, concurrency, hasJudge } = job;
  const client = (file: string): Command => ({
    argv: [path.join(import.meta.dirname, file), url, String(rows), String(concurrency), ...(hasJudge ? ["judge"] : [])],
    cwd: folder,
    environment: {},
  });
  switch (contender) {
    case "touchstone": {
      const flags = ["--json", "--concurrency", String(concurrency), "--endpoint", `openai=${url}/v1`];
      return { argv: [cli, "run", "bench.experiment.yaml", ...flags], cwd: folder, environment: { OPENAI_API_KEY: "bench" } };
    }
    case "promptfoo":
      return evaluation(job);
    case "floor":
      return client("floor.ts");
    case "ideal":
      return client("bare.ts");
  }
}

/** `--version` of Touchstone or of promptfoo, the shortest thing that a command line can do. */
export function versionCommand(contender: Contender, folder: string): Command {
  return contender === "promptfoo"
    ? promptfooCommand(["--version"], { folder })
    : { argv: [cli, "--version"], cwd: folder, environment: {} };
}

// promptfoo as it is measured: the version of bench/package.json, installed when it is missing, in a project of the same prompts.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { questionOf } from "./requests.ts";
import type { Command } from "./measure.ts";
import type { Job } from "./contenders.ts";

const entry = path.join(import.meta.dirname, "node_modules/promptfoo/dist/src/entrypoint.js");

/** Null when promptfoo can be run, else a sentence that says why not. */
export function installPromptfoo(): string | null {
  if (existsSync(entry)) return null;
  console.log("Installing promptfoo into bench/node_modules: 2 GB, some minutes (`--without-promptfoo` leaves it out).");
  // Nothing of it is built: the packages' own install scripts are not run. `npm ci` refuses this lockfile, which leaves out the
  // packages of other systems.
  const { status, error } = spawnSync("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (status === 0 && existsSync(entry)) return null;
  return `promptfoo could not be installed: ${error?.message ?? `npm ended with ${String(status)}`}.`;
}

/** Packages that its installation brought beside itself, by npm's own list of them. */
export function promptfooPackages(): number {
  const list = path.join(import.meta.dirname, "node_modules/.package-lock.json");
  const { packages } = JSON.parse(readFileSync(list, "utf8")) as { packages: object };
  return Object.keys(packages).length - 1;
}

const promptfooResult = "promptfoo.json";

/** The same rows, prompts and checks as Touchstone's project. */
export function writePromptfooProject({ folder, url, rows, hasJudge }: Job): void {
  const provider = { id: "openai:chat:bench", config: { apiBaseUrl: `${url}/v1`, apiKey: "bench", max_completion_tokens: 20 } };
  const check = { type: "contains", value: "Yes" };
  const judge = { type: "llm-rubric", value: "Is the reply polite?", provider };
  const config = {
    prompts: ["Answer in one word: {{question}}"],
    providers: [provider],
    tests: "file://questions.csv",
    defaultTest: { assert: [hasJudge ? judge : check] },
    sharing: false,
  };
  writeFileSync(
    path.join(folder, "questions.csv"),
    `question\n${Array.from({ length: rows }, (_, index) => `${questionOf(index)}\n`).join("")}`,
  );
  writeFileSync(path.join(folder, "promptfoo.config.json"), JSON.stringify(config));
}

/** An evaluation in its own process, without telemetry, updates, sharing, tables or a database; its results go to a file. */
export function promptfooCommand(argv: readonly string[], { folder, headersMs }: Pick<Job, "folder" | "headersMs">): Command {
  return {
    argv: [entry, ...argv],
    cwd: folder,
    environment: {
      PROMPTFOO_CONFIG_DIR: path.join(folder, ".promptfoo"),
      PROMPTFOO_CACHE_PATH: path.join(folder, ".promptfoo/cache"),
      PROMPTFOO_DISABLE_TELEMETRY: "1",
      PROMPTFOO_DISABLE_UPDATE: "1",
      PROMPTFOO_DISABLE_REMOTE_GENERATION: "true",
      PROMPTFOO_FAILED_TEST_EXIT_CODE: "0",
      // What it can do about failures is switched on.
      PROMPTFOO_RETRY_5XX: "true",
      ...(headersMs === undefined ? {} : { REQUEST_TIMEOUT_MS: String(headersMs) }),
    },
  };
}

export function evaluation(job: Job): Command {
  const { concurrency, usesCache } = job;
  const quiet = ["--no-table", "--no-progress-bar", "--no-share", "--no-write"];
  const argv = ["eval", "-c", "promptfoo.config.json", "-o", promptfooResult, "-j", String(concurrency), ...quiet];
  return promptfooCommand(usesCache ? argv : [...argv, "--no-cache"], job);
}

/** Rows that ended as they should, by the results of the last evaluation. */
export function promptfooSuccesses(folder: string): number {
  const { results } = JSON.parse(readFileSync(path.join(folder, promptfooResult), "utf8")) as { results: { stats: { successes: number } } };
  return results.stats.successes;
}

// The commands that the fault tests run, against a scripted server, and what is the same in equal records.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ProviderServer } from "../provider-server.ts";
import type { CliOptions } from "../run-cli.ts";
import type { TemporaryProject } from "../temporary-project.ts";
import type { Holding } from "./watch-process.ts";
import type { Wish } from "./failing-files.ts";

export const run = ["run", "sums.experiment.yaml", "--json"];
export const resume = ["resume", "latest", "--json"];

/** Sends the calls of `project` to `server`. */
export function optionsFor(
  project: Pick<TemporaryProject, "folder">,
  server: Pick<ProviderServer, "url">,
  changes: Partial<CliOptions> = {},
): CliOptions {
  const { environment = {}, ...rest } = changes;
  return {
    folder: project.folder,
    ...rest,
    environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.url}/v1`, ...environment },
  };
}

/** The environment in which the command line writes to `file` what it holds. */
export function watchedProcess(file: string): Readonly<Record<string, string>> {
  const preload = fileURLToPath(new URL("watch-process.ts", import.meta.url));
  return { NODE_OPTIONS: `--import=${preload}`, WATCH_PROCESS: file };
}

/** What a watched process held, from its start to its end. */
export async function holdingsIn(file: string): Promise<Holding[]> {
  return (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Holding);
}

/** The environment in which the files of the command line fail as wished. */
export function failingFiles(wish: Wish): Readonly<Record<string, string>> {
  const preload = fileURLToPath(new URL("failing-files.ts", import.meta.url));
  return { NODE_OPTIONS: `--import=${preload}`, FAILING_FILES: JSON.stringify(wish) };
}

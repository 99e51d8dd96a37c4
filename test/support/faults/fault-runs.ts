// The commands that the fault tests run, against a scripted server, and what is the same in equal records.
import { fileURLToPath } from "node:url";
import type { ProviderServer } from "../provider-server.ts";
import type { CliOptions } from "../run-cli.ts";
import type { TemporaryProject } from "../temporary-project.ts";
import type { Wish } from "./failing-files.ts";

export const run = ["run", "sums.experiment.yaml", "--json"];
export const resume = ["resume", "latest", "--json"];

/** Sends the calls of `project` to `server`. */
export function optionsFor(project: Pick<TemporaryProject, "folder">, server: Pick<ProviderServer, "url">, changes: Partial<CliOptions> = {}): CliOptions {
  const { environment = {}, ...rest } = changes;
  return { folder: project.folder, ...rest, environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.url}/v1`, ...environment } };
}

/** The environment in which the files of the command line fail as wished. */
export function failingFiles(wish: Wish): Readonly<Record<string, string>> {
  const preload = fileURLToPath(new URL("failing-files.ts", import.meta.url));
  return { NODE_OPTIONS: `--import=${preload}`, FAILING_FILES: JSON.stringify(wish) };
}

// `touchstone merge <run>…`: the shards of one run as one run of this project.
import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { TouchstoneError } from "../../core/base/errors.ts";
import { mergeRuns } from "../../core/engine/merging/merge-runs.ts";
import type { MergeSource } from "../../core/engine/merging/shard-source.ts";
import { manifestPath, runsFolder } from "../../core/store/layout.ts";
import { findRunId } from "../../core/store/run-store.ts";
import { folderStorage } from "../../node/folder-storage.ts";
import { finishRun, labelledOutcome } from "../finish-run.ts";
import { currentProject, type Project } from "../project.ts";
import { createRunHost } from "../run-host.ts";
import type { Terminal } from "../terminal.ts";

export interface MergeFlags {
  readonly allowPartial: boolean;
  readonly json: boolean;
}

export async function merge(terminal: Terminal, names: readonly string[], flags: MergeFlags): Promise<number> {
  const project = await currentProject(terminal);
  const [first, ...others] = await Promise.all(names.map((name) => findSource(terminal, project, name)));
  if (first === undefined)
    throw new TouchstoneError("input/invalid", "No run is named.", { hint: "Name the runs or the folders of all shards." });
  const host = createRunHost(project, terminal, new Map());
  try {
    const outcome = await mergeRuns([first, ...others], { allowsPartial: flags.allowPartial }, host);
    const labelled = await labelledOutcome(outcome, project);
    return await finishRun(labelled, project, terminal, { json: flags.json, warnings: outcome.warnings, endpoint: [], unwritten: null });
  } finally {
    await host.regex.close();
  }
}

/** A run of this project by its id, or any folder that holds a run: artifacts of other machines lie where they were put. */
async function findSource(terminal: Terminal, project: Project, name: string): Promise<MergeSource> {
  const folder = resolve(terminal.folder, name);
  const file = basename(manifestPath(basename(folder)));
  if (await isFile(join(folder, file))) {
    const runs = dirname(folder);
    return { name, storage: folderStorage(dirname(runs), { [runsFolder]: runs }), folder: basename(folder) };
  }
  if (/[/\\]/.test(name)) {
    throw new TouchstoneError("run/missing", `There is no run in the folder ${name}.`, {
      hint: `Name a folder that holds ${file} and journals, with \`objects\` beside the folder it lies in.`,
    });
  }
  const runId = await findRunId(project.storage, name);
  return { name, storage: project.storage, folder: runId };
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

// What a run request means on disk: the files to plan from, and the document that is the experiment.
import { TouchstoneError } from "../../core/base/errors.ts";
import type { Files } from "../../core/base/ports.ts";
import { decodeUtf8 } from "../../core/domain/source-text.ts";
import { workingCopyExperiment, type EarlierText } from "../../core/documents/working-copy.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import { listRunIds, readManifest } from "../../core/store/run-store.ts";
import { textAtHead } from "../../node/git.ts";
import type { RunTarget } from "./contract.ts";
import type { OpenProject } from "./open-project.ts";

export interface TargetFiles {
  readonly files: Files;
  readonly path: string;
  /** What a person should know before the run. */
  readonly notes: readonly string[];
}

/** Runs git for a working copy, so only a trusted folder may ask. Throws `input/invalid` when there is nothing to compare. */
export async function filesOfTarget(project: OpenProject, target: RunTarget): Promise<TargetFiles> {
  if (target.kind === "experiment") return { files: project.files, path: target.path, notes: [] };
  const text = await readText(project.files, target.path);
  const earlier = await findEarlierText(project, target.path);
  if (earlier === null) {
    return {
      files: project.files,
      path: target.experiment ?? target.path,
      notes: [
        `There is no earlier text of ${target.path} to compare with: it stands in no commit and in no run. This run is the baseline.`,
      ],
    };
  }
  if (earlier.text === text) {
    throw new TouchstoneError("input/invalid", `${target.path} reads as it does in ${earlier.from}: there is nothing to compare.`, {
      file: target.path,
      hint: "Change a word first, or run its experiment.",
    });
  }
  const { files, path } = await workingCopyExperiment(project.files, { template: target.path, earlier, experiment: target.experiment });
  return { files, path, notes: [] };
}

async function findEarlierText(project: OpenProject, path: string): Promise<EarlierText | null> {
  const head = await textAtHead(project.root, path);
  if (head !== null) return { text: head, from: "HEAD" };
  const pinned = await textOfLastRun(project, path);
  return pinned === null ? null : { text: pinned, from: "its last run" };
}

/** The template as the newest run that used it pinned it; null when none did. */
async function textOfLastRun({ storage }: OpenProject, path: string): Promise<string | null> {
  for (const runId of await listRunIds(storage)) {
    const stored = await readManifest(storage, runId).catch(() => null);
    if (stored?.manifest.files.some((file) => file.path === path) !== true) continue;
    return readText(pinnedFiles(storage, stored.manifest.files), path).catch(() => null);
  }
  return null;
}

async function readText(files: Files, path: string): Promise<string> {
  const bytes = await files.read(path);
  const text = bytes === null ? null : decodeUtf8(bytes);
  if (text !== null) return text;
  throw new TouchstoneError("document/missing", `${path} cannot be read.`, { file: path, hint: "It may have been moved or deleted." });
}

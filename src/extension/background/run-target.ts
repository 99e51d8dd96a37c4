// What a run request means on disk: the files to plan from, and the document that is the experiment.
import { TouchstoneError } from "../../core/base/errors.ts";
import type { Files } from "../../core/base/ports.ts";
import { decodeUtf8 } from "../../core/domain/source-text.ts";
import { readText } from "../../core/documents/read-text.ts";
import { workingCopyExperiment, type EarlierText } from "../../core/documents/working-copy.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import { readManifest } from "../../core/store/read-manifest.ts";
import { listRunIds } from "../../core/store/run-store.ts";
import { fileAtHead } from "../../node/git.ts";
import type { RunTarget } from "./contract.ts";
import type { OpenProject } from "./open-project.ts";
import type { AgainstTarget } from "./prepare-gate.ts";

export interface TargetFiles {
  readonly files: Files;
  readonly path: string;
  /** What a person must be told before the run. */
  readonly notes: readonly string[];
}

/** Runs git for a working copy, so only a trusted folder may ask. Throws `input/invalid` when there is nothing to compare, and `document/invalid` when git cannot tell. */
export async function filesOfTarget(project: OpenProject, target: Exclude<RunTarget, AgainstTarget>): Promise<TargetFiles> {
  if (target.kind === "experiment") return { files: project.files, path: target.path, notes: [] };
  const { path: template, experiment } = target;
  const text = await readText(project.files, template);
  const earlier = await findEarlierText(project, template);
  if (earlier?.text === text) {
    throw new TouchstoneError("input/invalid", `${template} reads as it does in ${earlier.from}: there is nothing to compare.`, {
      file: template,
      hint: "Change a word first, or run its experiment.",
    });
  }
  const isComparison = earlier !== null;
  const none = `There is no earlier text of ${template} to compare with: it stands in no commit and in no run. This run is the baseline.`;
  const notes = isComparison ? [] : [none];
  // A template that names its own collection and criteria is an experiment as it stands.
  if (!isComparison && experiment === null) return { files: project.files, path: template, notes };
  return { ...(await workingCopyExperiment(project.files, { template, earlier, experiment })), notes };
}

async function findEarlierText(project: OpenProject, path: string): Promise<EarlierText | null> {
  const head = await fileAtHead(project.root, path);
  const text = head.kind === "found" ? decodeUtf8(head.bytes) : null;
  if (text !== null) return { text, from: "HEAD" };
  if (head.kind !== "absent") {
    const why = head.kind === "unknown" ? head.why : "it is not UTF-8 text there";
    throw new TouchstoneError("document/invalid", `What ${path} reads at HEAD cannot be told: ${why}.`, {
      file: path,
      hint: "Run its experiment instead, or mend the repository first.",
    });
  }
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

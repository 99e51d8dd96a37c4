// Which of the files that a run was made from read otherwise today, so that nobody takes its figures for those of the files in front of them.
import { hashBytes } from "../base/hash.ts";
import type { Files } from "../base/ports.ts";
import type { PinnedFile, RunManifest } from "../domain/run-manifest.ts";
import { isOnlyPinned } from "../documents/working-copy.ts";

export interface ChangedInput {
  readonly path: string;
  readonly isDeleted: boolean;
}

/** What only the run knows is left out. */
export async function changedInputs(manifest: RunManifest, files: Files): Promise<ChangedInput[]> {
  const changed: ChangedInput[] = [];
  for (const { path, sha256 } of inputsOf(manifest)) {
    const bytes = await files.read(path).catch(() => null);
    if (bytes === null || hashBytes(bytes) !== sha256) changed.push({ path, isDeleted: bytes === null });
  }
  return changed;
}

/** A sentence for the changed files, none where there are none; `when` is what they have changed since. */
export function changedInputsText(changed: readonly ChangedInput[], when: string): string[] {
  return changed.length === 0 ? [] : [`Changed since ${when}, and not used by it: ${changed.map(({ path }) => path).join(", ")}.`];
}

/** Of a run that rates again the versions that rated count, not those which the responses once were rated by. */
function inputsOf({ files, ratingFiles = [] }: RunManifest): PinnedFile[] {
  const inputs = new Map([...files, ...ratingFiles].map((file) => [file.path, file]));
  return [...inputs.values()].filter(({ path }) => !isOnlyPinned(path));
}

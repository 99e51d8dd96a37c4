// What the head of a gate was compared with, for the comment: the two commits, edited gates, and requests that are the same.
import { count } from "../../comparison/sentence.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { formatCount } from "../figures.ts";
import { markdownText } from "../markdown-text.ts";
import { preview } from "../results/text-limits.ts";

const longestRef = 120;
const shortCommit = 12;

/** Nothing for a run whose arms come from one state of the files. */
export function* againstLines(manifest: RunManifest): Generator<string> {
  const { against, git } = manifest;
  if (against === undefined) return;
  const commit = (text: string): string => markdownText(text.slice(0, shortCommit));
  const head = git === null ? "the working tree" : `${commit(git.commit)}${git.dirty ? " with uncommitted changes" : ""}`;
  yield `\nBase: ${markdownText(preview(against.ref, longestRef))} at ${commit(against.commit)}. Head: ${head}.\n`;
  if (against.areGatesEdited)
    yield "\n⚠️ **The gates or the plan were edited in this change.** The new ones decided; look at them before you trust the verdict.\n";
  // Where nothing changed, no sample is planned.
  const requests = manifest.collection.rows * manifest.epochs;
  const same = against.identicalRequests;
  if (same > 0 && same === requests) yield `\nNothing changed: ${formatCount(same)} of ${count(requests, "request")} are identical.\n`;
  else if (same > 0) yield `\n${formatCount(same)} of ${count(requests, "request")} are identical to those of the base.\n`;
}

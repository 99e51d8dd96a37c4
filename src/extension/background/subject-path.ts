// The document that a run is about, as a person knows it: its experiment, or the template that was run against an earlier text.
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import { isOnlyPinned } from "../../core/documents/working-copy.ts";

export function subjectPath({ experiment, variants }: RunManifest): string {
  return isOnlyPinned(experiment.path) ? (variants.at(-1)?.template ?? experiment.path) : experiment.path;
}

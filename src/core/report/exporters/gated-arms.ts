// The arms that a run's gates are about.
import type { RunManifest } from "../../domain/run-manifest.ts";

/** Every variant, or the baseline of a run that has nothing else. */
export function gatedArms({ variants: [baseline, ...variants] }: Pick<RunManifest, "variants">): string[] {
  if (variants.length > 0) return variants.map(({ id }) => id);
  return baseline === undefined ? [] : [baseline.id];
}

// Which two arms of a run are looked at: the baseline, and the variant that is wanted or else the first.
import type { RunManifest } from "../../domain/run-manifest.ts";

export interface ShownArms {
  readonly baseline: string;
  /** Null for a run without variants. */
  readonly variant: string | null;
  /** Every variant that can be looked at. */
  readonly variants: readonly string[];
}

export function shownArms({ variants: arms }: Pick<RunManifest, "variants">, wanted: string | null): ShownArms {
  const [baseline = "", ...variants] = arms.map(({ id }) => id);
  const known = wanted !== null && variants.includes(wanted) ? wanted : variants[0];
  return { baseline, variant: known ?? null, variants };
}

/** The names of the arms, the baseline's first. */
export function armNames({ baseline, variant }: ShownArms): string[] {
  return variant === null ? [baseline] : [baseline, variant];
}

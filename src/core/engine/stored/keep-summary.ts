// The last step of making a run: its summary is kept, and a failure of that is told beside the run.
import type { Hash } from "../../base/hash.ts";
import type { Storage } from "../../base/ports.ts";
import type { RunOutcome } from "../running/write-run.ts";
import { tallyRun } from "./run-tally.ts";
import { writeSummary } from "./stored-summary.ts";

export interface KeptRun {
  readonly manifestHash: Hash;
  /** What is wrong with the journals of earlier writers. */
  readonly notes: readonly string[];
}

/** The outcome, with a warning when the summary could not be written. Never rejects for that. */
export async function keepSummary(storage: Storage, outcome: RunOutcome, { manifestHash, notes }: KeptRun): Promise<RunOutcome> {
  const { manifest, record, warnings } = outcome;
  try {
    await writeSummary(storage, { manifest, manifestHash }, tallyRun(manifest, record, notes));
    return outcome;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...outcome, warnings: [...warnings, `The run is whole, but its summary could not be kept: ${problem}`] };
  }
}

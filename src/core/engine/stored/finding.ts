// What the doctor has to say of one place in the files of a run.

export interface RunFinding {
  /** A problem makes the run unsound; a note is worth knowing and takes nothing away from what is there. */
  readonly severity: "problem" | "note";
  /** The path inside `.touchstone`. */
  readonly file: string;
  /** 1-based; null for the whole file. */
  readonly line: number | null;
  readonly message: string;
  /** What to do about it; null where there is nothing to be done. */
  readonly hint: string | null;
  /** Whether `--repair` mends it. */
  readonly isRepairable: boolean;
}

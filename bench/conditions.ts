// What every row of the table is measured under.

export interface Conditions {
  /** How often each contender does each job; the medians are shown. */
  readonly rounds: number;
  readonly withPromptfoo: boolean;
}

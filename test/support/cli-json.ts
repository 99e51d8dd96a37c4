/** What the tests read of the command line's JSON, as its contract has it: written down here, not imported from the source. */

export interface ErrorJson {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly column: number | null;
    readonly hint: string | null;
  };
  readonly exitCode: number;
}

export interface DiagnosticJson {
  readonly file: string;
  readonly line: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface TokensJson {
  readonly input: number;
  readonly output: number;
}

export interface VariantJson {
  readonly name: string;
  readonly samples: number;
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly criteria: readonly { readonly id: string; readonly passed: number; readonly failed: number; readonly errors: number }[];
  readonly tokens: TokensJson;
  readonly costUsd: number | null;
  readonly judge: { readonly tokens: TokensJson; readonly costUsd: number | null };
  readonly latencyMs: object;
  readonly completedAt: string | null;
  readonly comparison: { readonly verdict: string; readonly sentence: string } | null;
}

export interface RunJson {
  readonly run: string;
  readonly dir: string;
  readonly status: string;
  readonly reason: string | null;
  readonly variants: readonly VariantJson[];
  readonly calls: {
    readonly generation: number;
    readonly rating: number;
    readonly cached: number;
    readonly retried: number;
    readonly possiblyBilledTwice: number;
  };
  readonly spentUsd: number | null;
  readonly missing: number;
  readonly warnings: readonly string[];
  readonly exitCode: number;
}

export interface SampleJson {
  readonly row: string;
  readonly variant: string;
  readonly epoch: number;
  readonly outcome: string;
  readonly response: {
    readonly status: string;
    readonly text: string | null;
    readonly error: { readonly code: string; readonly message: string } | null;
  } | null;
  readonly ratings: readonly {
    readonly criterion: string;
    readonly label: string | null;
    readonly reason: string | null;
    readonly error: object | null;
  }[];
  readonly attempts: number;
}

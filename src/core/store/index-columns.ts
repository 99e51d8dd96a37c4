// The columns of a run's index: numbers of one kind side by side, at places that follow from the counts alone.

/** A number that may be missing is NaN, a text the number of its place in the list of texts. */
const columns = {
  samples: {
    lastAt: "float",
    start: "float",
    latencyMs: "float",
    usd: "float",
    fingerprint: "float",
    input: "float",
    output: "float",
    cacheRead: "float",
    cacheWrite: "float",
    reasoning: "float",
    row: "whole",
    variant: "whole",
    epoch: "whole",
    rerun: "whole",
    ratingSet: "whole",
    ratingLines: "whole",
    judgeCalls: "whole",
    journal: "whole",
    length: "whole",
    status: "whole",
    finish: "whole",
    model: "whole",
    source: "whole",
    errorCode: "whole",
    errorMessage: "whole",
    flags: "whole",
  },
  ratingSets: {
    ratings: "whole",
  },
  ratings: {
    value: "float",
    criterion: "whole",
    label: "whole",
    errorCode: "whole",
    errorMessage: "whole",
  },
  ratingLines: {
    start: "float",
    journal: "whole",
    length: "whole",
  },
  judgeCalls: {
    usd: "float",
    input: "float",
    output: "float",
    cacheRead: "float",
    cacheWrite: "float",
    reasoning: "float",
    source: "whole",
    flags: "whole",
  },
} as const;

const lists = ["samples", "ratingSets", "ratings", "ratingLines", "judgeCalls"] as const;

interface Views {
  readonly float: Float64Array;
  readonly whole: Uint32Array;
}

export type IndexCounts = Readonly<Record<keyof typeof columns, number>>;

export type IndexColumns = {
  readonly [List in keyof typeof columns]: {
    readonly [Column in keyof (typeof columns)[List]]: (typeof columns)[List][Column] extends keyof Views
      ? Views[(typeof columns)[List][Column]]
      : never;
  };
};

/** Characters of a hash as the samples are named: `sha256:` and 64 digits. */
export const hashLength = 71;

/** Bytes of all columns, the samples' hashes behind them included. */
export function columnBytes(counts: IndexCounts): number {
  let bytes = counts.samples * hashLength;
  for (const list of lists) for (const kind of Object.values(columns[list])) bytes += counts[list] * (kind === "float" ? 8 : 4);
  return bytes;
}

/** Views on a buffer that holds the columns from `start`, a multiple of eight; wide numbers stand in front, so that each begins at a multiple of its width. */
export function viewColumns(buffer: ArrayBuffer, start: number, counts: IndexCounts): { columns: IndexColumns; hashes: Uint8Array } {
  let at = start;
  const take = (count: number, kind: keyof Views): Float64Array | Uint32Array => {
    const view = kind === "float" ? new Float64Array(buffer, at, count) : new Uint32Array(buffer, at, count);
    at += view.byteLength;
    return view;
  };
  const found: Record<string, Record<string, Float64Array | Uint32Array>> = {};
  for (const kind of ["float", "whole"] as const)
    for (const list of lists)
      for (const [name, own] of Object.entries(columns[list])) {
        const views = (found[list] ??= {});
        if (own === kind) views[name] = take(counts[list], kind);
      }
  // The loop above has made exactly these views.
  return { columns: found as unknown as IndexColumns, hashes: new Uint8Array(buffer, at, counts.samples * hashLength) };
}

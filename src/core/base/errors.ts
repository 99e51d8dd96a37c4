// The one error type of Touchstone, for bad news about a whole job; everything else that is thrown is a bug.

/** The closed list of what can go wrong with a job. */
export type ErrorCode =
  | "document/invalid"
  | "document/missing"
  | "input/invalid"
  | "provider/key-missing"
  | "provider/endpoint-missing"
  | "provider/auth"
  | "provider/unreachable"
  | "budget/price-unknown"
  | "run/missing"
  | "run/invalid"
  | "run/conflict"
  | "store/unreadable"
  | "store/unwritable"
  | "compare/incompatible"
  | "merge/incompatible"
  | "stats/unknown-method"
  | "stats/invalid-json"
  | "stats/missing-input"
  | "stats/invalid-input"
  | "stats/too-large"
  | "script/unapproved";

/** Where the trouble is: in a file, by project-relative path and 1-based line and column, or in a run. */
export interface ErrorPlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The id of the run that stands in the way. */
  readonly run?: string;
}

export interface TouchstoneErrorOptions extends ErrorPlace {
  /** What the reader can do next, in one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

const marker = Symbol.for("touchstone.error");

/** An error with a code, a message that says what happened, and a hint that says what to do next. */
export class TouchstoneError extends Error {
  readonly [marker] = true;
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly place: ErrorPlace;

  constructor(code: ErrorCode, message: string, options: TouchstoneErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TouchstoneError";
    this.code = code;
    this.hint = options.hint ?? null;
    const { file, line, column, run } = options;
    this.place = {
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      ...(run === undefined ? {} : { run }),
    };
  }
}

/** True for a TouchstoneError of any bundle (recognised by its marker, not by `instanceof`), with `code` if one is given. */
export function isTouchstoneError(error: unknown, code?: ErrorCode): error is TouchstoneError {
  return typeof error === "object" && error !== null && marker in error && (code === undefined || (error as TouchstoneError).code === code);
}

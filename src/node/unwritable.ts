// The one error for a place that cannot be written.
import { TouchstoneError } from "../core/base/errors.ts";

/** `store/unwritable`, naming `path` and what the system said. */
export function unwritable(path: string, cause: unknown): TouchstoneError {
  return new TouchstoneError(
    "store/unwritable",
    `${path} could not be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
    {
      hint: "Check the folder's permissions and the free disk space.",
      cause,
    },
  );
}

// What the system says of a folder that cannot be written to, as a refusal with a way out.
import { openFolderAction, Refusal } from "./messages.ts";

const unwritable: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT"]);

/** The system's word for what went wrong with a file; null for anything else that was thrown. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** Throws a refusal with these words when the system would not write, and otherwise `error` itself. */
export function throwUnwritable(error: unknown, words: (code: string) => string): never {
  const code = systemCode(error);
  if (code === null || !unwritable.has(code)) throw error;
  throw new Refusal(words(code), openFolderAction(), { severity: "error", cause: error });
}

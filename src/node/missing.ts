// What the system says when there is no such file.

const missingCodes: ReadonlySet<unknown> = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENAMETOOLONG"]);

/** True when the system says that there is no such file: a name it could never give to a file counts too, and so does a folder. */
export function isMissing(error: unknown): boolean {
  return missingCodes.has((error as { code?: unknown }).code);
}

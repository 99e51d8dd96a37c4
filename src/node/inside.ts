// Whether a path lies inside a folder, both as the system knows them: absolute, with every link followed.
import { realpath } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { isMissing } from "./missing.ts";

/** A folder lies inside itself. */
export function isInside(folder: string, target: string): boolean {
  return target === folder || target.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** The real path of the deepest folder on the way to `path` that exists; `path` itself when it does. */
export async function deepestReal(path: string): Promise<string> {
  for (let current = path; ; current = dirname(current)) {
    try {
      return await realpath(current);
    } catch (error) {
      if (!isMissing(error) || dirname(current) === current) throw error;
    }
  }
}

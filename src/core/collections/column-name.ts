// Which names a column or a key of a row may not have, and why.

export interface NameProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const forbiddenNames = new Set(["__proto__", "constructor", "prototype"]);

/** True for the names that JavaScript objects keep for themselves (rule S13). */
export function isForbiddenName(name: string): boolean {
  return forbiddenNames.has(name);
}

/** What is wrong with a column's name, or null; `where` begins the message, such as `Field 3 of the header`. */
export function findNameProblem(name: string, where: string): NameProblem | null {
  if (name.trim() === "") {
    return { code: "collection/empty-header", message: `${where} has no name.`, hint: "Give the column a name, or remove the column." };
  }
  if (isForbiddenName(name)) {
    return { code: "collection/forbidden-name", message: `${where} is named "${name}", which is not allowed.`, hint: "Rename the column." };
  }
  if (!name.isWellFormed()) {
    return {
      code: "collection/forbidden-name",
      message: `${where} has a name with half a character (a lone surrogate).`,
      hint: "Retype the name.",
    };
  }
  return null;
}

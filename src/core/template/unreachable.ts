// What to say of a path that begins nowhere: `../` above the root, or an `@` name that no block around it provides.
import { advise } from "../domain/correction.ts";
import type { Finding } from "../domain/source-text.ts";
import type { Path } from "./ast.ts";

/** The `@` names inside `{{#each}}`. */
export const eachDataNames = ["index", "key", "first", "last"] as const;

/** `provided` are the `@` names there are where the path stands. */
export function describeUnreachable({ isData, depth, segments }: Path, provided: Iterable<string>): Finding {
  const code = "template/unknown-placeholder";
  const name = segments[0]?.name ?? "";
  if (!isData) {
    return {
      code,
      message: `${"../".repeat(depth)}${name} leads above the root, where there is nothing.`,
      hint: "Each ../ leaves one {{#each}} or {{#with}}; {{#if}} and the like add no level, and a partial begins anew. Write {{@root.…}} for a column of the row.",
    };
  }
  if (eachDataNames.some((known) => known === name)) {
    return depth === 0
      ? { code, message: `@${name} exists only inside {{#each}}.`, hint: "Write it inside {{#each}}." }
      : {
          code,
          message: `There are not enough {{#each}} around @${"../".repeat(depth)}${name}.`,
          hint: "Each ../ after @ leaves one {{#each}}.",
        };
  }
  return {
    code,
    message: `Nothing provides @${name}.`,
    ...advise(name, [...provided], "@ name", { spellings: (written) => [`@${written}`] }),
  };
}

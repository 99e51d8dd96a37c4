// How a template finds its partials, and what to say when one is missing or calls itself.
import { advise } from "../domain/correction.ts";
import type { Finding } from "../domain/source-text.ts";
import type { Template } from "./document.ts";
import { nameSpellings } from "./spellings.ts";

/** The partial of a name, or null when there is none. */
export type FindPartial = (name: string) => Template | null;

/** How deep partials may call partials; a partial over a tree of data may call itself that often. */
export const maximumPartialDepth = 32;

/** `names` are those that exist, for "did you mean"; null when they are not known. */
export function describeMissingPartial(name: string, names: readonly string[] | null): Finding {
  return {
    code: "template/missing-partial",
    message: `There is no partial "${name}": neither _${name}.prompt nor ${name}.prompt stands beside this file.`,
    ...(names === null ? { hint: `Create _${name}.prompt.` } : advise(name, names, "partial", { spellings: nameSpellings })),
  };
}

export function describeCircularPartial(name: string): Finding {
  return {
    code: "template/circular-partial",
    message: `The partial "${name}" calls itself without end.`,
    hint: "Remove the call that leads back to it, or put it inside an {{#if}} or {{#each}} that ends.",
  };
}

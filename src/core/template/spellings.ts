// How the names of columns and partials are written between braces.
import type { Spellings } from "../domain/correction.ts";

/** Characters that end a plain name in Handlebars. */
const special = /[\s!"#%&'()*+,./;<=>@[\\\]^`{|}~]/;
const words = new Set(["true", "false", "null", "undefined", "this", "else", "as"]);

/** Plain, in brackets, or in one of the two quotes. */
export const nameSpellings: Spellings = (name) => [
  name !== "" && !special.test(name) && !words.has(name) && !/^-?\d+$/.test(name) ? name : null,
  /^[^[\]\\\p{C}]+$/u.test(name) ? `[${name}]` : null,
  ...literalSpellings(name),
];

/** A text in one of the two quotes. */
export const literalSpellings: Spellings = (text) => [
  /["\\\p{C}]/u.test(text) ? null : `"${text}"`,
  /['\\\p{C}]/u.test(text) ? null : `'${text}'`,
];

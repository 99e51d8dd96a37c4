// A misspelt word and the one that was probably meant: the hint for a person, and the text that mends the file.
import { parse } from "yaml";
import { didYouMean, suggest } from "../base/suggest.ts";

/** Every way to write a name at a kind of place, the plainest first and always in the same order; null for a way that this name does not allow. */
export type Spellings = (name: string) => readonly (string | null)[];

export interface Correction {
  /** As it was read: without the quotes or brackets around it. */
  readonly word: string;
  readonly meant: string;
  readonly spellings: Spellings;
}

/** What a finding says about a word that is not known. */
export interface Advice {
  readonly hint: string;
  /** Null when no candidate is near. */
  readonly correction: Correction | null;
}

/** "Did you mean", as a hint and as a correction; `noun` is what the candidates are. Without `spellings` the word stands in YAML. */
export function advise(
  word: string,
  candidates: readonly string[],
  noun: string,
  { spellings = yamlSpellings }: { readonly spellings?: Spellings } = {},
): Advice {
  const meant = suggest(word, candidates);
  return { hint: didYouMean(word, candidates, noun), correction: meant === null ? null : { word, meant, spellings } };
}

/** What to write in place of `written`, in its own spelling where the name allows it; null when `written` is not just the misspelt word. */
export function mend(written: string, { word, meant, spellings }: Correction): string | null {
  const form = written === word ? 0 : spellings(word).indexOf(written);
  if (form < 0) return null;
  const forms = spellings(meant);
  return forms[form] ?? forms.find((each) => each !== null) ?? null;
}

/** A text as a YAML scalar, plain where that cannot mean anything else, even between brackets. */
const yamlSpellings: Spellings = (name) => [
  isPlainScalar(name) ? name : null,
  JSON.stringify(name),
  /^[\P{C}]*$/u.test(name) ? `'${name.replaceAll("'", "''")}'` : null,
];

function isPlainScalar(name: string): boolean {
  return /^[\p{L}\p{N}_./](?:[\p{L}\p{N}_./ -]*[\p{L}\p{N}_./-])?$/u.test(name) && parse(name, { schema: "core" }) === name;
}

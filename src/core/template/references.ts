// The columns a template reads, wherever it and its partials name them.
import type { Range } from "../domain/diagnostic.ts";
import { analyseTemplate } from "./analysis.ts";
import type { Template } from "./document.ts";
import type { FindPartial } from "./partials.ts";

export interface Reference {
  readonly name: string;
  readonly file: string;
  /** The name as written in `file`, with the brackets of `[odd name]`. */
  readonly range: Range;
  /** True when the template's front matter declares the name optional. */
  readonly isOptional: boolean;
}

/** Every place where a column of the row is read; fields of columns and block parameters are not columns. */
export function findReferences(template: Template, partials: FindPartial): Reference[] {
  const optional = new Set(template.frontMatter.inputs.filter((input) => input.isOptional).map((input) => input.name));
  return analyseTemplate(template, partials).uses.map((use) => ({ ...use, isOptional: optional.has(use.name) }));
}

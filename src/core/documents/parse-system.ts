// A variant's `system` as the template it is; every finding in it stands at its place in the experiment file.
import type { Range } from "../domain/diagnostic.ts";
import { createSourceText, type SourceText } from "../domain/source-text.ts";
import { parseTemplate, type Template } from "../template/document.ts";

/** `range` is where `text` is written in `experiment`; YAML may have unfolded it, so that places inside it have no offsets there. */
export function parseSystem(experiment: SourceText, range: Range, text: string): Template {
  return parseTemplate({ ...createSourceText(experiment.file, text), diagnose: (_, finding) => experiment.diagnose(range, finding) });
}

/** The names that a `system` can use: the columns, and what the template it belongs to declares. */
export function systemColumns(columns: readonly string[] | null, { frontMatter }: Template): readonly string[] | null {
  return columns === null ? null : [...columns, ...Object.keys(frontMatter.defaults), ...frontMatter.inputs.map((input) => input.name)];
}

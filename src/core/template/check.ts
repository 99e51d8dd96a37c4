// Whether a template can be filled: its placeholders against columns, defaults and declared inputs, its helpers and its partials.
import { didYouMean } from "../base/suggest.ts";
import { advise } from "../domain/correction.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { Finding } from "../domain/source-text.ts";
import { analyseTemplate, type Analysis, type ColumnUse } from "./analysis.ts";
import type { Template } from "./document.ts";
import type { FrontMatter } from "./front-matter.ts";
import { placeholderSpellings } from "./helpers.ts";
import type { FindPartial } from "./partials.ts";

export interface TemplateFacts {
  /** The columns of the rows; null when no collection is known. */
  readonly columns: readonly string[] | null;
  readonly partials: FindPartial;
  /** The names of the partials there are, for suggestions. */
  readonly partialNames: readonly string[];
}

/** Everything wrong with a template and its partials that can be seen without rendering it. */
export function checkTemplate(template: Template, facts: TemplateFacts): Diagnostic[] {
  const analysis = analyseTemplate(template, facts.partials, facts.partialNames);
  const sources = new Map([template, ...analysis.partials].map((each) => [each.source.file, each.source]));
  const unknown = findUnknown(template.frontMatter, analysis, facts.columns);
  return [
    ...template.diagnostics,
    ...analysis.partials.flatMap((partial) => partial.diagnostics),
    ...analysis.diagnostics,
    ...unknown.uses.flatMap((use) => sources.get(use.file)?.diagnose(use.range, describeUnknown(use, unknown.known)) ?? []),
    // Without a tree nothing is known to be unused.
    ...(template.tree === null ? [] : findUnfitInputs(template, analysis, facts.columns)),
  ];
}

interface UnknownUses {
  readonly uses: readonly ColumnUse[];
  readonly known: readonly string[];
}

/** The uses of names that no column, default or declared input explains. A required input without a column is reported where it is declared instead. */
function findUnknown({ inputs, inputSchema, defaults }: FrontMatter, { uses }: Analysis, columns: readonly string[] | null): UnknownUses {
  const known = [...new Set([...(columns ?? []), ...Object.keys(defaults), ...inputs.map((input) => input.name)])];
  const isOpen = columns === null && (inputSchema === null || acceptsOthers(inputSchema));
  const names = new Set(known);
  return { uses: isOpen ? [] : uses.filter((use) => !names.has(use.name)), known };
}

/** True for a schema that allows fields which it does not name. */
function acceptsOthers(schema: Readonly<Record<string, unknown>>): boolean {
  const { additionalProperties, properties } = schema;
  return (
    typeof properties !== "object" ||
    properties === null ||
    additionalProperties === true ||
    (typeof additionalProperties === "object" && additionalProperties !== null)
  );
}

function describeUnknown({ name }: ColumnUse, known: readonly string[]): Finding {
  return {
    code: "template/unknown-placeholder",
    message: `There is no column, default or input "${name}".`,
    ...advise(name, known, "column", { spellings: placeholderSpellings }),
  };
}

function findUnfitInputs({ source, frontMatter }: Template, analysis: Analysis, columns: readonly string[] | null): Diagnostic[] {
  const used = new Set(analysis.uses.map((use) => use.name));
  const filled = new Set([...(columns ?? []), ...Object.keys(frontMatter.defaults)]);
  return frontMatter.inputs.flatMap((input) => {
    if (columns !== null && !input.isOptional && !filled.has(input.name)) {
      return [
        source.diagnose(input.range, {
          code: "template/unfilled-input",
          message: `The input "${input.name}" has no column and no default.`,
          hint: `${didYouMean(input.name, columns, "column")} Or give it a default, or declare it optional: "${input.name}?".`,
        }),
      ];
    }
    if (analysis.usesWholeRow || used.has(input.name)) return [];
    return [
      source.diagnose(input.range, {
        severity: "warning",
        code: "template/unused-input",
        message: `The input "${input.name}" is declared and never used.`,
        hint: `Write {{${input.name}}} where it belongs, or remove it.`,
      }),
    ];
  });
}

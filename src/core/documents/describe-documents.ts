// The parts of each kind of document, as far as they can be told.
import type { Diagnostic } from "../domain/diagnostic.ts";
import { analyseTemplate } from "../template/analysis.ts";
import type {
  CriterionSetDescription,
  DocumentDescription,
  ExperimentDescription,
  ModelDescription,
  TemplateDescription,
} from "./project-description.ts";
import { fileName, isPartial as isPartialName, suffixes } from "./kinds.ts";
import { resolvePath } from "./paths.ts";
import { dataOf } from "./describe-collections.ts";
import { readTemplate } from "./read-template.ts";
import type { Reader } from "./reader.ts";
import { baselineName } from "./setup.ts";
import { itemsAt, readWritten, textAt } from "./written.ts";

type Parts<Description> = Omit<Description, keyof DocumentDescription>;

/** `found` are the findings in the template. */
export async function describeTemplate(reader: Reader, path: string, found: readonly Diagnostic[]): Promise<Parts<TemplateDescription>> {
  const isPartial = isPartialName(path);
  const document = await readTemplate(reader, path);
  if (document === null) return { placeholders: [], isRunnable: false, isPartial };
  const { template, partials } = document;
  const { collection, criteria } = template.frontMatter;
  const unknown = new Set(
    found.flatMap(({ code, line, column }) => (code === "template/unknown-placeholder" ? [`${line}:${column}`] : [])),
  );
  const uses = analyseTemplate(template, partials)
    .uses.filter((use) => use.file === path)
    .sort((a, b) => a.range.start - b.range.start);
  const { defaults, inputs } = template.frontMatter;
  const isRequired = (name: string): boolean =>
    !Object.hasOwn(defaults, name) && !inputs.some((input) => input.name === name && input.isOptional);
  const placeholders = new Map<string, TemplateDescription["placeholders"][number]>();
  for (const { name, range } of uses) {
    const { line, column } = template.source.positionAt(range.start);
    const known = placeholders.get(name) ?? { name, isUnknown: false, isRequired: isRequired(name), line };
    placeholders.set(name, { ...known, isUnknown: known.isUnknown || unknown.has(`${line}:${column}`) });
  }
  return { placeholders: [...placeholders.values()], isRunnable: !isPartial && collection !== null && criteria !== null, isPartial };
}

export async function describeCriterionSet(reader: Reader, path: string): Promise<Parts<CriterionSetDescription>> {
  const written = await readWritten(reader, path);
  const criteria = itemsAt(written?.value, "criteria").flatMap((item, index) => {
    const id = textAt(item, "id");
    if (id === null) return [];
    return [
      {
        id,
        name: textAt(item, "name"),
        kind: textAt(item, "check") ?? "judge",
        isHard: textAt(item, "severity") !== "soft",
        line: written?.lineOf(["criteria", index]) ?? 1,
      },
    ];
  });
  return { name: textAt(written?.value, "name"), criteria };
}

export async function describeModel(reader: Reader, path: string): Promise<Parts<ModelDescription>> {
  const value = (await readWritten(reader, path))?.value;
  return { provider: textAt(value, "provider"), model: textAt(value, "model") };
}

export async function describeExperiment(reader: Reader, path: string): Promise<Parts<ExperimentDescription>> {
  const written = await readWritten(reader, path);
  const value = written?.value;
  const variants = itemsAt(value, "variants");
  const targets = [
    textAt(value, "template"),
    ...variants.map((variant) => textAt(variant, "set", "main", "template") ?? textAt(variant, "template")),
  ];
  const collection = pathFrom(path, textAt(value, "collection"));
  return {
    name: textAt(value, "name") ?? fileName(path).slice(0, -suffixes.experiment.length),
    variants: variants.flatMap((variant, index) => {
      const name = textAt(variant, "name");
      if (name === null) return [];
      return [{ name, from: textAt(variant, "from") ?? baselineName, line: written?.lineOf(["variants", index]) ?? 1 }];
    }),
    templates: [...new Set(targets.map((target) => pathFrom(path, target)).filter((target) => target !== null))],
    collection: collection === null ? null : await dataOf(reader, collection),
    criteria: pathFrom(path, textAt(value, "criteria")),
  };
}

function pathFrom(file: string, target: string | null): string | null {
  const resolved = target === null ? null : resolvePath(file, target);
  return resolved?.kind === "path" ? resolved.path : null;
}

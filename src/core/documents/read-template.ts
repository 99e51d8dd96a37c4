// Templates with their partials: `{{> name}}` is `_name.prompt` or `name.prompt` in the template's folder.
import { hashValue, type Hash } from "../base/hash.ts";
import { createSourceText } from "../domain/source-text.ts";
import { parseTemplate, type Template } from "../template/document.ts";
import { partialNames } from "../template/partial-names.ts";
import { folderOf, resolvePath } from "./paths.ts";
import type { Reader, Reference } from "./reader.ts";
import { rememberBy, templateOf } from "./remember.ts";

export interface TemplateDocument {
  readonly template: Template;
  readonly partials: (name: string) => Template | null;
  /** Names that `{{> …}}` could use here. */
  readonly knownPartials: readonly string[];
  /** Hash of the template's text and of the partials it reaches. */
  readonly hash: Hash;
}

const suffix = ".prompt";

/** The template at `path`, the same object for every arm and experiment that a reader is asked it for. */
export function readTemplate(reader: Reader, path: string): Promise<TemplateDocument | null> {
  const known = templatesOf(reader);
  const reading = known.get(path) ?? loadTemplate(reader, path);
  known.set(path, reading);
  return reading;
}

const templatesOf = rememberBy((_: Reader) => new Map<string, Promise<TemplateDocument | null>>());

async function loadTemplate(reader: Reader, path: string): Promise<TemplateDocument | null> {
  const source = await reader.source(path);
  if (source === null) return null;
  const template = templateOf(source);
  const folder = folderOf(path);
  const siblings = (await reader.list()).filter((file) => file.endsWith(suffix) && folderOf(file) === folder && file !== path);
  const loaded = new Map<string, Template>();
  const waiting = [...partialNames(template)];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (loaded.has(name)) continue;
    const partial = await readPartial(reader, path, name);
    if (partial === null) continue;
    loaded.set(name, partial);
    waiting.push(...partialNames(partial));
  }
  return {
    template,
    partials: (name) => loaded.get(name) ?? null,
    knownPartials: siblings.map((file) => (file.split("/").at(-1) ?? "").slice(0, -suffix.length).replace(/^_/, "")),
    hash: hashValue("touchstone/template/1", {
      text: source.text,
      partials: Object.fromEntries([...loaded].map(([name, partial]) => [name, partial.source.text])),
    }),
  };
}

/** The model that a template names itself. */
export function ownModel({ source, frontMatter }: Template): Reference | null {
  return frontMatter.model === null ? null : { source, range: frontMatter.rangeOf("model"), target: frontMatter.model };
}

/** What stands in for a template where the rows bring their own messages; findings would point at `file`. */
export function emptyTemplate(file: string): TemplateDocument {
  return {
    template: parseTemplate(createSourceText(file, "")),
    partials: () => null,
    knownPartials: [],
    hash: hashValue("touchstone/template/1", { text: "", partials: {} }),
  };
}

async function readPartial(reader: Reader, templatePath: string, name: string): Promise<Template | null> {
  if (name.includes("/")) return null;
  for (const target of [`_${name}${suffix}`, `${name}${suffix}`]) {
    const resolved = resolvePath(templatePath, target);
    const source = resolved.kind === "path" ? await reader.source(resolved.path) : null;
    if (source !== null) return templateOf(source);
  }
  return null;
}

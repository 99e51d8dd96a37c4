// What new files say at first: whole and valid documents, with a comment on what each is for.
import type { CollectionDescription } from "../../core/documents/project-description.ts";
import type { ColumnType } from "../../core/domain/collection.ts";
import { relativePath } from "../../core/documents/paths.ts";
import type { ProviderId } from "../../core/providers/registry.ts";

type Column = CollectionDescription["columns"][number];

/** Five invented rows: enough to see how everything fits. */
export const sampleRows = `id,question,expected
Q-1,Can I return a lamp that I bought three weeks ago?,yes
Q-2,My parcel has been on its way for twelve days. Where is it?,track the parcel
Q-3,"I was charged twice for order A-10442, please check.",refund one charge
Q-4,Do you ship to Norway?,yes
Q-5,The chair arrived with a broken leg.,send a new leg
`;

export const sampleColumns: readonly Column[] = [
  { name: "id", type: "text", role: "id", values: null },
  { name: "question", type: "text", role: "input", values: null },
  { name: "expected", type: "text", role: "expected", values: null },
];

export function collectionText(dataName: string, columns: readonly Column[]): string {
  const lines = columns.map(({ name, type, role }) => {
    const parts = [type === "text" || role === "id" ? "" : `type: ${type}`, role === "input" ? "" : `role: ${role}`];
    const fields = parts.filter((part) => part !== "").join(", ");
    return `  ${yaml(name)}: {${fields === "" ? "type: text" : fields}}`;
  });
  return `# What the columns of ${oneLine(dataName)} are. Roles: id, input (if none is given), expected, response, metadata.
format: 1
data: ${yaml(dataName)}
kind: standard
${lines.length === 0 ? "" : `columns:\n${lines.join("\n")}\n`}`;
}

export interface NewTemplate {
  readonly path: string;
  readonly collection: Pick<CollectionDescription, "path" | "columns"> | null;
  readonly criteria: string | null;
}

const schemaTypes: Readonly<Record<ColumnType, string | null>> = {
  text: "string",
  category: "string",
  number: "number",
  boolean: "boolean",
  json: "any",
  conversation: null,
  raw_input: null,
};

/** Names that mean something else between braces. */
const taken = new Set(["role", "media", "history", "section", "json", "if", "unless", "each", "with", "log", "lookup", "this", "else"]);

export function templateText({ path, collection, criteria }: NewTemplate): string {
  const columns = collection?.columns ?? [{ name: "question", type: "text", role: "input", values: null }];
  const inputs = columns.flatMap(({ name, type, role }) => {
    const schema = schemaTypes[type];
    const isPlain = /^[A-Za-z_]\w*$/.test(name) && !taken.has(name);
    return role === "input" && isPlain && schema !== null ? [{ name, schema }] : [];
  });
  const head = [
    "# What is asked of the model; {{placeholders}} are columns of the collection.",
    ...(inputs.length === 0 ? [] : ["input:", "  schema:", ...inputs.map(({ name, schema }) => `    ${yaml(name)}: ${schema}`)]),
    ...(collection === null ? [] : [`touchstone.collection: ${yaml(relativePath(path, collection.path))}`]),
    ...(criteria === null ? [] : [`touchstone.criteria: ${yaml(relativePath(path, criteria))}`]),
  ];
  const body = inputs.map(({ name }) => `${name}: {{${name}}}`);
  return `---
${head.join("\n")}
---
{{role "system"}}
Say here who answers, and what a good answer is like.

{{role "user"}}
${body.length === 0 ? "Say here what is asked." : body.join("\n")}
`;
}

/** `judge` is the path of its model config; without one only checks that need no model are written. */
export function criteriaText(path: string, name: string, judge: string | null): string {
  const judged = `judge: {model: ${judge === null ? "../models/judge.model.yaml" : yaml(relativePath(path, judge))}, version: 1}`;
  const question = '  - {id: answers-question, question: "Does the reply answer what was asked?"}';
  const withJudge = judge !== null;
  return `# What a good response is: every criterion passes or fails for each response. \`severity: soft\` moves the score only.
name: ${yaml(name)}
${withJudge ? judged : `# With a judge, a model answers questions about the response:\n# ${judged}`}
criteria:
${withJudge ? question : `  # ${question.trim()}`}
  - {id: not-too-long, check: length, unit: words, max: 120}
  - {id: no-placeholder, check: not-contains, value: "{{"}
`;
}

export interface NewModel {
  readonly provider: ProviderId;
  readonly model: string;
  readonly comment: string;
  /** What only this provider's models say. */
  readonly settings: string;
}

export function modelText({ provider, model, comment, settings }: NewModel): string {
  return `# ${comment}\nprovider: ${provider}\nmodel: ${yaml(model)}\n${settings}`;
}

export interface NewExperiment {
  readonly path: string;
  readonly name: string;
  readonly collection: string;
  readonly template: string;
  readonly criteria: string;
  /** Null leaves it to the template or to the project's defaults. */
  readonly model: string | null;
  readonly variant: { readonly name: string; readonly template: string } | null;
}

export function experimentText({ path, name, collection, template, criteria, model, variant }: NewExperiment): string {
  const to = (target: string): string => yaml(relativePath(path, target));
  const variants =
    variant === null
      ? "# A variant changes one thing of the baseline, such as the template or a parameter:\n# variants:\n#   - {name: cooler, set: {main: {temperature: 0.2}}}"
      : `variants:\n  - {name: ${yaml(variant.name)}, template: ${to(variant.template)}}`;
  return `# An experiment: what is run on which rows, rated by which criteria. The baseline is the template as it stands here.
name: ${yaml(name)}
description: "Hypothesis: say here what should get better, and why."
kind: generate
collection: ${to(collection)}
template: ${to(template)}
${model === null ? "" : `model: ${to(model)}\n`}criteria: ${to(criteria)}
${variants}
# Written down before the run: a variant may lose at most 5 points of the pass rate.
gates:
  - {metric: pass_rate, no_worse_than: 0.05}
`;
}

/** A text as YAML: as it is where that is safe, else in double quotes. */
function yaml(text: string): string {
  const isPlain = /^(?:\.{1,2}\/)*[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain
    ? text
    : JSON.stringify(text).replace(
        /[\u007f-\u009f\u2028\u2029\ufeff]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
}

/** A text for a comment. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "?");
}

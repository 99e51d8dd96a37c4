// The page docs/file-formats.md: each kind of document with a real example and its keys, then what its values may hold.
import * as z from "zod";
import type { DocumentKindName } from "../../src/core/documents/kinds.ts";
import { documentKinds, questionSchema } from "../../src/core/documents/schemas.ts";
import { criterionShape } from "../../src/core/domain/criterion-set.ts";
import { modelConfigShape } from "../../src/core/domain/model-config.ts";
import { providers } from "../../src/core/providers/registry.ts";
import { checksSection } from "./checks-section.ts";
import { gatesSection } from "./gates-section.ts";
import { schemaPath, toJsonSchema, type JsonSchema } from "./json-schemas.ts";
import { keyTable } from "./key-table.ts";
import { labelsSection } from "./labels-section.ts";
import { code, fence } from "./markdown.ts";
import { providersSection } from "./providers-section.ts";
import { rowsSection } from "./rows-section.ts";
import { templateSection } from "./template-section.ts";

const exampleFolder = "examples/support-replies";

interface KindPage {
  /** What a file of this kind is for, in a few sentences. */
  readonly what: string;
  /** Files of the example project. */
  readonly examples: readonly string[];
  /** The schema whose keys are listed, where that is not the whole one of the kind. */
  readonly keys?: JsonSchema;
  /** What stands after the table of keys. */
  readonly after?: string;
}

const criterionKeys = toJsonSchema(
  z.strictObject({
    ...criterionShape,
    question: questionSchema.shape.question.optional(),
    check: z.string().optional().describe("One of the checks below, or its name with `not-` in front."),
  }),
);
const modelKeys = toJsonSchema(
  z.strictObject({
    provider: z.enum(Object.keys(providers)).describe("Who answers; each provider has further keys, see [Providers](#providers)."),
    ...modelConfigShape,
  }),
);

const importedResponses = `With \`kind: imported\` nothing is generated. The responses stand in a column of text, \`response\`, or the one with the role \`response\`: answers of another
system, of production, of an earlier run. Only the judge is called. A variant may name another column, so that two systems are compared row by row:

\`\`\`yaml
kind: imported
collection: ../collections/answers.csv
criteria: ../criteria/support.criteria.yaml
response: old_system
variants:
  - {name: new-system, response: new_system}
\`\`\`

The judge sees the other columns as the row, and none that holds responses. An empty cell is an error of its row. Imported responses have no latency, tokens, cost and finish reason:
criteria and gates on them are findings.`;

const pages: Readonly<Record<DocumentKindName, KindPage>> = {
  project: {
    what: "Marks a folder as a project and sets what its experiments leave open. It is optional: without it the nearest folder with a `.git` is the project, else the current folder.",
    examples: ["touchstone.yaml"],
  },
  collection: {
    what: "Says what the columns of a file of rows mean. It is optional and stands beside that file. An experiment may name either of the two. The rows themselves are described under [Rows](#rows).",
    examples: ["collections/tickets.collection.yaml"],
  },
  template: {
    what: "A prompt in the [dotprompt](https://google.github.io/dotprompt/) format: YAML front matter between two lines of `---`, then a Handlebars body, see [Template body](#template-body). The front matter is optional. Keys of other tools that have a dot in their name are left alone. A template that names `touchstone.collection` and `touchstone.criteria` runs without an experiment file.",
    examples: ["templates/reply-short.prompt"],
  },
  model: {
    what: "Which model answers, and how it is asked. It never holds a key or a URL. Where a document asks for a model, the short form `provider/model`, such as `openai/gpt-5-mini`, does as well.",
    examples: ["models/openai.model.yaml", "models/judge.model.yaml"],
    keys: modelKeys,
  },
  criteria: {
    what: "What a good response is: questions for a judge and checks that need no model. A sample passes when every hard criterion passes and, where the set has a `threshold`, its score reaches it. The score is the mean of all criteria by weight, with 1 for a pass and 0 for a fail.",
    examples: ["criteria/support.criteria.yaml"],
    after: `The keys of one criterion. It has either a \`question\` or a \`check\`; the keys that a check needs are under [Checks](#checks).\n\n${keyTable(criterionKeys)}`,
  },
  experiment: {
    what: "Ties collection, template, model and criteria together. The baseline is what the experiment itself names; each variant changes something of it, or of the variant it branches from.",
    examples: ["experiments/tone.experiment.yaml"],
    after:
      "Where several documents name a model, the first of these counts, as a whole: variant, experiment, template, `touchstone.yaml`. A variant's `system` is a template: it may hold `{{columns}}`, which are filled from each row, and takes the place of all system messages. Settings of a run go the same way: flag of the command line, experiment, `touchstone.yaml`, built-in value.\n\n" +
      importedResponses,
  },
};

/** `read` gives the text of a file by its path from the root. */
export function fileFormatsPage(read: (file: string) => string): string {
  const kinds = Object.keys(pages) as DocumentKindName[];
  const sections = kinds.map((kind) => kindSection(kind, read));
  return `${[intro(kinds), ...sections, gatesSection, checksSection(), providersSection(), rowsSection(read(`${exampleFolder}/collections/tickets.csv`)), templateSection(), labelsSection, unusedSection].join("\n\n")}\n`;
}

function intro(kinds: readonly DocumentKindName[]): string {
  const links = [
    ...kinds.map((kind) => documentKinds[kind].title),
    "Gates",
    "Checks",
    "Providers",
    "Rows",
    "Template body",
    "Labels",
    "Keys without an effect",
  ];
  return `<!-- Written by "npm run generate" from the schemas and registries of the code; changes belong there. -->

# File formats

Everything a person writes is a text file. Touchstone knows its kind by the end of its name, in any folder of the project.
Inside a project every path is relative to the file it stands in, is written with \`/\`, and stays inside the project.
An unknown key is an error, with a suggestion where one is near: a misspelt key must never make a check vanish.
YAML files hold plain values: a tag, such as \`!!timestamp\`, is an error.
The tables below are complete. \`[]\` in a key stands for each item of a list, \`<name>\` for a name of your choice.

${links
  .map(
    (title) =>
      `- [${title}](#${title
        .toLowerCase()
        .replaceAll(/[^a-z0-9 ]/g, "")
        .replaceAll(" ", "-")})`,
  )
  .join("\n")}`;
}

function kindSection(kind: DocumentKindName, read: (file: string) => string): string {
  const { title, suffix, schema } = documentKinds[kind];
  const { what, examples, keys, after } = pages[kind];
  const shown = examples.map(
    (file) =>
      `${code(`${exampleFolder}/${file}`)}:\n\n${fence(file.endsWith(".yaml") ? "yaml" : "handlebars", read(`${exampleFolder}/${file}`))}`,
  );
  const name = suffix.startsWith(".") ? `Files that end in ${code(suffix)}` : `The file ${code(suffix)}`;
  return [
    `## ${title}`,
    `${name}. JSON Schema: [${code(schemaPath(kind))}](../${schemaPath(kind)}).`,
    what,
    ...shown,
    keyTable(keys ?? toJsonSchema(schema)),
    ...(after === undefined ? [] : [after]),
  ].join("\n\n");
}

const unusedSection = `## Keys without an effect

These keys are checked and kept, but change nothing in this version: \`kind\`, \`author\`, \`changelog\`, \`splits\`, \`confidential\` and the
role \`response\` of a collection; \`variant\` and \`version\` of a template; \`steps\` of an experiment.`;

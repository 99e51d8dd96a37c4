// The section on template bodies: placeholders, helpers, partials, and Picoschema with a worked example.
import { parse } from "yaml";
import { expandPicoschema } from "../../src/core/template/picoschema.ts";
import { fence, table } from "./markdown.ts";

const helpers: readonly (readonly [string, string])[] = [
  [
    '`{{role "system"}}`',
    "Begins a message. Roles: `system`, `user` and `model`; `tool` can be rendered, but not sent yet. Text before the first role is a user message.",
  ],
  ["`{{history}}`", "The place of the messages in a row's `conversation` or `raw_input` column, see [Rows](#rows)."],
  [
    "`{{media url=photo}}`",
    "An image in a user message: an `https` address or a `data:image/…;base64,` one. `contentType=` is optional. Without a URL it adds nothing.",
  ],
  ['`{{section "name"}}`', "Marks a place in a message for another tool; it is not sent to a model."],
  ["`{{json value}}`", "The value as JSON; `indent=2` spreads it over lines."],
  [
    "`{{#if a}}…{{else}}…{{/if}}`",
    "`false`, `null`, an empty text, an empty list, 0 and an absent value count as no; `includeZero=true` takes 0 as yes. `{{else if b}}` works.",
  ],
  ["`{{#unless a}}…{{/unless}}`", "The opposite of `if`."],
  [
    "`{{#each list}}…{{/each}}`",
    "Once for each item of a list or field of a mapping: `this`, `@index`, `@key`, `@first`, `@last`, `../name`, and names as in `as |item index|`. `{{else}}` is for nothing to list.",
  ],
  ["`{{#with value}}…{{/with}}`", "The fields of `value` by their bare names."],
  ["`{{#ifEquals a b}}…{{/ifEquals}}`", "When both are the same value of the same type; `unlessEquals` is the opposite."],
  ["`{{> name}}`", "The text of `_name.prompt`, else `name.prompt`, in the same folder. `{{> name value key=other}}` hands values over."],
];

const picoschema = `order_id: string, order number such as A-48213
window_days?: integer, refund window in days
segment(enum, kind of customer): [Enterprise, SMB, Consumer]
items(array, what was ordered):
  name: string
  price: number
(*): any`;

export function templateSection(): string {
  const expansion = expandPicoschema(parse(picoschema));
  if ("problem" in expansion) throw new Error(`The example of Picoschema is broken: ${expansion.problem.message}.`);
  return `## Template body

A placeholder \`{{name}}\` stands for a column of the row, else for a value under \`input.default\`. What it stands for is put in as it
is: no HTML escapes, and nothing in a row ever becomes a role, a media part or a placeholder. \`{{name.inner}}\` and
\`{{list.0}}\` reach into a value, \`{{[odd name]}}\` names a column with spaces. \`{{! … }}\` and \`{{!-- … --}}\` are comments,
\`\\{{\` writes two braces, and \`~\` beside a brace takes away the white space on that side.

${table(["helper", "what it does"], helpers)}

\`check\`, \`plan\` and \`run\` refuse a placeholder that no column, default or declared input can fill. \`render\` shows an absent value as
nothing and warns. A list or mapping has no text of its own: write \`{{json …}}\` or \`{{#each …}}\`.
How this differs from the dotprompt package is listed in [decision 1](decisions/0001-template-format.md).

### Picoschema

\`input.schema\` and \`output.schema\` are JSON Schema, or Picoschema, which is shorter: a key and a type (\`string\`, \`number\`,
\`integer\`, \`boolean\`, \`null\`, \`any\`), with a description after a comma. \`?\` after the key makes it optional.
\`(array)\`, \`(object)\` and \`(enum)\` after the key say what stands below it, and \`(*)\` allows further keys. This

${fence("yaml", picoschema)}

means this:

${fence("json", JSON.stringify(expansion.schema, null, 2))}`;
}

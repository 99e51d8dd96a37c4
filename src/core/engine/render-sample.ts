// One row through one arm's template: the messages that are sent.
import { dialogueOf } from "../collections/dialogue.ts";
import type { Row } from "../domain/collection.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { Message } from "../domain/message.ts";
import type { Arm } from "../documents/setup.ts";
import { renderTemplate } from "../template/interpret.ts";
import { plainMessages } from "../template/rendered.ts";

/** An arm's `system` takes the place of the template's system messages; it sees the row and the template's defaults, and only its text counts. */
export function renderSample(arm: Arm, row: Row): { messages: Message[]; diagnostics: readonly Diagnostic[] } {
  const rendered = renderTemplate(arm.template, { values: row.values, partials: arm.partials, history: dialogueOf(row, arm.dialogue) });
  const messages = plainMessages(rendered.messages);
  if (arm.system === null) return { messages, diagnostics: rendered.diagnostics };
  const system = renderTemplate(arm.system, { values: { ...arm.template.frontMatter.defaults, ...row.values } });
  const text = plainMessages(system.messages)
    .flatMap(({ content }) => content.map((part) => ("text" in part ? part.text : "")))
    .join("");
  return {
    messages: [{ role: "system", content: [{ text }] }, ...messages.filter((message) => message.role !== "system")],
    diagnostics: [...rendered.diagnostics, ...system.diagnostics],
  };
}

// One row through one arm's template: the messages that are sent.
import { dialogueOf } from "../collections/dialogue.ts";
import type { Row } from "../domain/collection.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { Message } from "../domain/message.ts";
import type { Arm } from "../documents/setup.ts";
import { renderTemplate } from "../template/interpret.ts";
import { plainMessages } from "../template/rendered.ts";

/** An arm's `system` takes the place of the template's system messages. */
export function renderSample(arm: Arm, row: Row): { messages: Message[]; diagnostics: readonly Diagnostic[] } {
  const rendered = renderTemplate(arm.template, { values: row.values, partials: arm.partials, history: dialogueOf(row, arm.dialogue) });
  const messages = plainMessages(rendered.messages);
  if (arm.system === null) return { messages, diagnostics: rendered.diagnostics };
  const system: Message = { role: "system", content: [{ text: arm.system }] };
  return { messages: [system, ...messages.filter((message) => message.role !== "system")], diagnostics: rendered.diagnostics };
}

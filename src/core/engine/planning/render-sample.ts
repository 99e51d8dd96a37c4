// One row through one arm's template: the messages that are sent.
import { dialogueOf } from "../../collections/dialogue.ts";
import type { Row } from "../../domain/collection.ts";
import type { Diagnostic } from "../../domain/diagnostic.ts";
import type { Message } from "../../domain/message.ts";
import type { Arm } from "../../documents/setup.ts";
import { renderTemplate } from "../../template/interpret.ts";
import { plainMessages, type RenderedMessage } from "../../template/rendered.ts";

/** An arm's `system` takes the place of the template's system messages; it sees the row and the template's defaults, and only its text counts. */
export function renderSample(arm: Arm, row: Row): { messages: Message[]; diagnostics: readonly Diagnostic[] } {
  const { messages, diagnostics } = renderPieces(arm, row);
  return { messages: plainMessages(messages), diagnostics };
}

/** The same with every piece of text knowing where it was written and which column filled it. */
export function renderPieces(arm: Arm, row: Row): { messages: readonly RenderedMessage[]; diagnostics: readonly Diagnostic[] } {
  const rendered = renderTemplate(arm.template, { values: row.values, partials: arm.partials, history: dialogueOf(row, arm.dialogue) });
  if (arm.system === null) return rendered;
  const system = renderTemplate(arm.system, { values: { ...arm.template.frontMatter.defaults, ...row.values } });
  const pieces = system.messages.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === "text" ? part.pieces : [])));
  const instead: RenderedMessage = { role: "system", parts: [{ kind: "text", pieces }], isHistory: false };
  return {
    messages: [instead, ...rendered.messages.filter((message) => message.role !== "system")],
    diagnostics: [...rendered.diagnostics, ...system.diagnostics],
  };
}

// Renders one text with our interpreter and with the reference implementation.
import { Dotprompt } from "dotprompt";
import { createSourceText } from "../../../src/core/domain/source-text.ts";
import type { Diagnostic } from "../../../src/core/domain/diagnostic.ts";
import type { Message } from "../../../src/core/domain/message.ts";
import { parseTemplate, type Template } from "../../../src/core/template/document.ts";
import { renderTemplate, type RenderInput, type RenderOutcome } from "../../../src/core/template/interpret.ts";
import { plainMessages } from "../../../src/core/template/rendered.ts";

export interface RenderCase {
  readonly text: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly partials?: Readonly<Record<string, string>>;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly history?: readonly Message[];
}

export function templateOf(text: string, file = "main.prompt"): Template {
  return parseTemplate(createSourceText(file, text));
}

/** Partials by name, as templates of files named after them. */
export function partialsOf(texts: Readonly<Record<string, string>> = {}): (name: string) => Template | null {
  const templates = new Map(Object.entries(texts).map(([name, text]) => [name, templateOf(text, `_${name}.prompt`)]));
  return (name) => templates.get(name) ?? null;
}

export function render({ text, values = {}, partials, context, history }: RenderCase): RenderOutcome {
  const input: RenderInput = {
    values,
    partials: partialsOf(partials),
    ...(context === undefined ? {} : { context }),
    ...(history === undefined ? {} : { history }),
  };
  return renderTemplate(templateOf(text), input);
}

export function renderPlain(renderCase: RenderCase): Message[] {
  return plainMessages(render(renderCase).messages);
}

/** The text of all messages, joined. */
export function renderText(renderCase: RenderCase): string {
  return renderPlain(renderCase)
    .flatMap((message) => message.content.map((part) => ("text" in part ? part.text : "")))
    .join("");
}

export function codesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((diagnostic) => diagnostic.code);
}

/** The messages of the `dotprompt` package. */
export async function renderWithOracle({ text, values = {}, partials = {}, context, history }: RenderCase): Promise<unknown> {
  const oracle = new Dotprompt({ partials: { ...partials } });
  const data = {
    input: { ...values },
    ...(context === undefined ? {} : { context: { ...context } }),
    ...(history === undefined ? {} : { messages: [...history] }),
  };
  const rendered = await oracle.render(text, data as Parameters<Dotprompt["render"]>[1]);
  return rendered.messages;
}

// The dialogue that a row brings along: the messages of its conversation or raw_input column.
import type { Column, Row } from "../domain/collection.ts";
import type { Message, Role } from "../domain/message.ts";
import { isConversation } from "./coerce-value.ts";

/** The input column that is declared to hold messages, or null when there is none; a guess must never decide what is sent. */
export function dialogueColumn(columns: readonly Column[]): string | null {
  return (
    columns.find(({ role, type, isDeclared }) => isDeclared && role === "input" && (type === "conversation" || type === "raw_input"))
      ?.name ?? null
  );
}

/** The messages of a row's dialogue column; none when the row has no value there. */
export function dialogueOf(row: Row, column: string | null): Message[] {
  const value = column === null ? null : (row.values[column] ?? null);
  if (!isConversation(value)) return [];
  return value.map(({ role, content }) => ({ role: role === "assistant" ? "model" : (role as Role), content: [{ text: content }] }));
}

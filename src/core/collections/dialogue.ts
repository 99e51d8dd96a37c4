// The dialogue that a row brings along: the messages of its conversation or raw_input column.
import type { Column, Row } from "../domain/collection.ts";
import type { Message, Role } from "../domain/message.ts";
import { isConversation } from "./coerce-value.ts";

/** The input column that holds messages, or null when there is none. */
export function dialogueColumn(columns: readonly Column[]): string | null {
  return columns.find(({ role, type }) => role === "input" && (type === "conversation" || type === "raw_input"))?.name ?? null;
}

/** The messages of a row's dialogue column; none when the row has no value there. */
export function dialogueOf(row: Row, column: string | null): Message[] {
  const value = column === null ? null : (row.values[column] ?? null);
  if (!isConversation(value)) return [];
  return value.map(({ role, content }) => ({ role: role === "assistant" ? "model" : (role as Role), content: [{ text: content }] }));
}

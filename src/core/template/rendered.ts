// What rendering a template with one row gives: messages whose every piece knows where it came from.
import type { Range } from "../domain/diagnostic.ts";
import type { Message, Role } from "../domain/message.ts";

/** A stretch of text of a part: literal template text, or the value of a placeholder. */
export interface Piece {
  readonly text: string;
  /** Where in the template (or partial) file this piece was written. */
  readonly file: string;
  readonly range: Range;
  /** The column whose value this is; null for literal text and computed values. */
  readonly column: string | null;
}

export type RenderedPart =
  | { readonly kind: "text"; readonly pieces: readonly Piece[] }
  | { readonly kind: "media"; readonly url: string; readonly contentType: string | null; readonly range: Range }
  | { readonly kind: "section"; readonly name: string; readonly range: Range };

export interface RenderedMessage {
  readonly role: Role;
  readonly parts: readonly RenderedPart[];
  /** True for messages that `{{history}}` brought in. */
  readonly isHistory: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The messages as plain data, as the dotprompt specification shapes them. */
export function plainMessages(messages: readonly RenderedMessage[]): Message[] {
  return messages.map((message) => ({
    role: message.role,
    content: message.parts.map((part) => {
      if (part.kind === "text") return { text: part.pieces.map((piece) => piece.text).join("") };
      if (part.kind === "media")
        return { media: { url: part.url, ...(part.contentType === null ? {} : { contentType: part.contentType }) } };
      return { metadata: { purpose: part.name, pending: true as const } };
    }),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  }));
}

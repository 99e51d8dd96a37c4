// What a template becomes and a model reads: messages of parts, in dotprompt's words.

export type Role = "system" | "user" | "model" | "tool";

export interface TextPart {
  readonly text: string;
}

export interface MediaPart {
  readonly media: { readonly url: string; readonly contentType?: string };
}

/** A named place that the host may fill (`{{section "name"}}`); sent to no model while it is pending. */
export interface PendingPart {
  readonly metadata: { readonly purpose: string; readonly pending: true };
}

export type Part = TextPart | MediaPart | PendingPart;

export interface Message {
  readonly role: Role;
  readonly content: readonly Part[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The text parts of a message, joined. */
export function messageText(message: Message): string {
  return message.content.map((part) => ("text" in part ? part.text : "")).join("");
}

// What of a message a model is told: its text and images; pending sections are sent to no model.
import { TouchstoneError } from "../base/errors.ts";
import type { MediaPart, Message, Role, TextPart } from "../domain/message.ts";
import type { CompletionRequest } from "./provider.ts";

export type ContentPart = TextPart | MediaPart;

export interface ContentMessage {
  readonly role: Exclude<Role, "tool">;
  readonly parts: readonly ContentPart[];
}

/**
 * The messages of a request without pending parts; a message that held nothing else is left out.
 * Throws `document/invalid` for tool messages, for images outside user messages, and when nothing is left.
 */
export function contentMessages(request: CompletionRequest): readonly ContentMessage[] {
  const messages = request.messages.map(contentMessage).filter((message) => message.parts.length > 0);
  if (messages.length > 0) return messages;
  throw new TouchstoneError("document/invalid", "The template renders to no message at all.", { hint: "Give it some text." });
}

function contentMessage(message: Message): ContentMessage {
  const { role } = message;
  if (role === "tool") {
    throw new TouchstoneError("document/invalid", "A message with the role tool cannot be sent yet.", {
      hint: "Put the tool's answer into a user message.",
    });
  }
  const parts = message.content.filter((part) => "text" in part || "media" in part);
  if (role !== "user" && parts.some((part) => "media" in part)) {
    throw new TouchstoneError("document/invalid", `A ${role} message cannot hold an image.`, {
      hint: "Move the image into a user message.",
    });
  }
  return { role, parts };
}

/** The joined text of parts, or null when an image is among them. */
export function plainText(parts: readonly ContentPart[]): string | null {
  let text = "";
  for (const part of parts) {
    if (!("text" in part)) return null;
    text += part.text;
  }
  return text;
}

/** An image as its bytes (base64, with their type) or as an https address. */
export type Image =
  | { readonly kind: "data"; readonly contentType: string; readonly base64: string; readonly url: string }
  | { readonly kind: "https"; readonly url: string };

const dataUrl = /^data:(image\/[a-z0-9.+-]+);base64,([A-Za-z0-9+/=]+)$/i;

/** The image of a media part. Throws `document/invalid` unless it is a base64 `data:image/…` URL or an https URL. */
export function imageOf(part: MediaPart): Image {
  const { url } = part.media;
  const data = dataUrl.exec(url);
  if (data?.[1] !== undefined && data[2] !== undefined) return { kind: "data", contentType: data[1].toLowerCase(), base64: data[2], url };
  if (/^https:\/\//i.test(url) && URL.canParse(url)) return { kind: "https", url };
  throw new TouchstoneError("document/invalid", `"${url.slice(0, 60)}" is not an image that can be sent.`, {
    hint: "Use an https address or a data:image/…;base64, address.",
  });
}

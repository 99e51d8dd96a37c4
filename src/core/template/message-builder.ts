// From a row of items to messages, by the rules of dotprompt's `toMessages`, `toParts` and `insertHistory`, but without a detour through text.
import type { Range } from "../domain/diagnostic.ts";
import type { Message, Part, Role } from "../domain/message.ts";
import type { Piece, RenderedMessage, RenderedPart } from "./rendered.ts";
import type { Item } from "./rendering.ts";

interface Draft {
  role: Role;
  parts: readonly RenderedPart[];
}

/** A place for messages that no text of the template made. */
interface Place {
  readonly file: string;
  readonly range: Range;
}

/** Builds the messages; `history` goes where `{{history}}` stands, else before a last user message, else to the end. `place` is where implicit history counts as written. */
export function buildMessages(items: readonly Item[], history: readonly Message[], place: Place): RenderedMessage[] {
  let current: Draft = { role: "user", parts: [] };
  const messages: (Draft | RenderedMessage)[] = [current];
  let run: Item[] = [];
  const endRun = (): void => {
    const parts = partsOf(run);
    if (parts.length > 0) current.parts = parts;
    run = [];
  };
  const begin = (role: Role): void => {
    current = { role, parts: [] };
    messages.push(current);
  };
  for (const item of items) {
    if (item.kind === "role") {
      endRun();
      if (current.parts.length > 0) begin(item.role);
      else current.role = item.role;
    } else if (item.kind === "history") {
      endRun();
      messages.push(...history.map((message) => fromHistory({ ...message, metadata: { ...message.metadata, purpose: "history" } }, item)));
      begin("model");
    } else {
      run.push(item);
    }
  }
  endRun();
  const built = messages.flatMap((message): RenderedMessage[] => {
    if ("isHistory" in message) return [message];
    return message.parts.length === 0 ? [] : [{ role: message.role, parts: message.parts, isHistory: false }];
  });
  return items.some((item) => item.kind === "history")
    ? built
    : insertHistory(
        built,
        history.map((message) => fromHistory(message, place)),
      );
}

function insertHistory(messages: readonly RenderedMessage[], history: readonly RenderedMessage[]): RenderedMessage[] {
  const last = messages.at(-1);
  if (last?.role === "user") return [...messages.slice(0, -1), ...history, last];
  return [...messages, ...history];
}

/** The parts of a message: text between other parts is one part, and blank text is none. */
function partsOf(run: readonly Item[]): RenderedPart[] {
  const parts: RenderedPart[] = [];
  let pieces: Piece[] = [];
  const endText = (): void => {
    if (pieces.some((piece) => piece.text.trim() !== "")) parts.push({ kind: "text", pieces });
    pieces = [];
  };
  for (const item of run) {
    if (item.kind === "text") pieces.push(item.piece);
    if (item.kind !== "part") continue;
    endText();
    parts.push(item.part);
  }
  endText();
  return parts;
}

function fromHistory(message: Message, place: Place): RenderedMessage {
  return {
    role: message.role,
    parts: message.content.map((part) => renderedPart(part, place)),
    isHistory: true,
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  };
}

function renderedPart(part: Part, { file, range }: Place): RenderedPart {
  if ("text" in part) return { kind: "text", pieces: [{ text: part.text, file, range, column: null }] };
  if ("media" in part) return { kind: "media", url: part.media.url, contentType: part.media.contentType ?? null, range };
  return { kind: "section", name: part.metadata.purpose, range };
}

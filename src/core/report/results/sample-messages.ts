// The messages that were sent, as pieces that know their column, within a share of a message's bytes.
import type { MessagePlane } from "../../../protocol/sample-plane.ts";
import type { RenderedMessage, RenderedPart } from "../../template/rendered.ts";
import { clipBytes, jsonBytes, preview, shareBytes } from "./text-limits.ts";

type PlanePiece = MessagePlane["pieces"][number];

/** Line of an offset in a file that the run pinned. */
export type LineOf = (file: string, offset: number) => number;

const longestFile = 300;
const longestAddress = 200;

/** As many messages as fit into `budget` bytes of JSON; long ones are cut, and say so. */
export function messagePlanes(messages: readonly RenderedMessage[], lineOf: LineOf, budget: number): MessagePlane[] {
  const whole = messages.map((message) => messagePlane(message, lineOf));
  const share = shareBytes(whole.map(jsonBytes), budget);
  const planes: MessagePlane[] = [];
  let left = budget;
  for (const plane of whole) {
    const cut = cutMessage(plane, Math.min(share, left));
    const bytes = jsonBytes(cut) + 1;
    if (bytes > left) break;
    left -= bytes;
    planes.push(cut);
  }
  const last = planes.at(-1);
  return last === undefined || planes.length === whole.length ? planes : [...planes.slice(0, -1), { ...last, isTruncated: true }];
}

function messagePlane({ role, parts, isHistory }: RenderedMessage, lineOf: LineOf): MessagePlane {
  const written = parts.flatMap((part) => (part.kind === "text" ? part.pieces : [])).find(({ column }) => column === null);
  const place =
    isHistory || written === undefined
      ? null
      : { file: preview(written.file, longestFile), line: lineOf(written.file, written.range.start) };
  return { role, pieces: joinPieces(parts.flatMap(partPieces)), place, isTruncated: false };
}

function partPieces(part: RenderedPart): PlanePiece[] {
  if (part.kind === "text") return part.pieces.map(({ text, column }) => ({ text, column }));
  return [{ text: part.kind === "media" ? `[media: ${preview(part.url, longestAddress)}]` : `[section: ${part.name}]`, column: null }];
}

/** Neighbours of one kind become one; a column's values stay apart, as each was written for itself. */
function joinPieces(pieces: readonly PlanePiece[]): PlanePiece[] {
  const joined: PlanePiece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (piece.text === "") continue;
    if (last?.column === null && piece.column === null) joined[joined.length - 1] = { text: last.text + piece.text, column: null };
    else joined.push(piece);
  }
  return joined;
}

function cutMessage(message: MessagePlane, most: number): MessagePlane {
  if (jsonBytes(message) <= most) return message;
  const pieces: PlanePiece[] = [];
  let left = most - jsonBytes({ ...message, pieces: [], isTruncated: true });
  for (const piece of message.pieces) {
    const { text } = clipBytes(piece.text, left - jsonBytes({ ...piece, text: "" }) - 1);
    if (text === "") break;
    pieces.push({ ...piece, text });
    left -= jsonBytes({ ...piece, text }) + 1;
    if (text !== piece.text) break;
  }
  return { ...message, pieces, isTruncated: true };
}

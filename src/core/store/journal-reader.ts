// Reads journal files piece by piece: every whole, undamaged line becomes an event; what is damaged is counted and named, never fatal.
import { joinBytes } from "../base/join-bytes.ts";
import type { ReadFile } from "../base/ports.ts";
import type { RunEvent } from "../domain/run-event.ts";
import { decodeLine } from "./journal-line.ts";

export interface JournalDamage {
  readonly file: string;
  /** 1-based; 0 is the torn end of the file. */
  readonly line: number;
  readonly problem: string;
}

export interface JournalReading {
  readonly damage: readonly JournalDamage[];
  /** Lines of kinds that this version does not know. */
  readonly unknown: number;
}

/** Where a line lies in its file, in bytes; the length is without the LF. */
export interface LineSpan {
  readonly start: number;
  readonly length: number;
}

const lineFeed = 10;
/** Large outputs are kept aside, so no line of ours comes near it; a longer one would not fit into a text. */
export const longestLine = 256 * 1024 ** 2;

/** Calls `onEvent` for each event in file order. Bytes are split before they are decoded, so that a torn character harms only its own line. */
export async function readJournal(
  file: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  onEvent: (event: RunEvent, span: LineSpan) => void,
): Promise<JournalReading> {
  const decoder = new TextDecoder();
  const damage: JournalDamage[] = [];
  let unknown = 0;
  let line = 0;
  /** Where the line that is being read begins, and what of it stood in earlier pieces. */
  let start = 0;
  let earlier: Uint8Array[] = [];
  let earlierLength = 0;

  const take = (last: Uint8Array): void => {
    line += 1;
    const length = earlierLength + last.length;
    if (length > longestLine) damage.push({ file, line, problem: `it is longer than ${longestLine} bytes` });
    else {
      const decoded = decodeLine(decoder.decode(joinBytes([...earlier, last])));
      if (decoded.kind === "event") onEvent(decoded.event, { start, length });
      else if (decoded.kind === "unknown") unknown += 1;
      else damage.push({ file, line, problem: decoded.problem });
    }
    start += length + 1;
    earlier = [];
    earlierLength = 0;
  };

  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, from)) {
      take(piece.subarray(from, end));
      from = end + 1;
    }
    if (from === piece.length) continue;
    // Of a line that is too long only the length is kept.
    earlierLength += piece.length - from;
    if (earlierLength > longestLine) earlier = [];
    else earlier.push(piece.subarray(from));
  }
  if (earlierLength > 0) damage.push({ file, line: 0, problem: "the last line is torn; it was never acknowledged" });
  return { damage, unknown };
}

const pieceBytes = 4 * 1024 ** 2;

/** The bytes that a file had when it was opened, in pieces. */
export async function* piecesOf(file: ReadFile): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < file.size;) {
    const piece = await file.read(start, Math.min(pieceBytes, file.size - start));
    if (piece.length === 0) return;
    yield piece;
    start += piece.length;
  }
}

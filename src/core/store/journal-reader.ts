// Reads journal files piece by piece: every whole, undamaged line becomes an event; what is damaged is counted and named, never fatal.
import { joinBytes } from "../base/join-bytes.ts";
import type { ReadFile } from "../base/ports.ts";
import { journalSchemaName, type RunEvent } from "../domain/run-event.ts";
import { decodeLine, type DecodedLine } from "./journal-line.ts";

export interface JournalDamage {
  readonly file: string;
  /** 1-based; 0 is the torn end of the file. */
  readonly line: number;
  readonly problem: string;
}

export interface JournalReading {
  /** The first damaged lines, at most `mostKept`. */
  readonly damage: readonly JournalDamage[];
  /** How many lines are damaged. */
  readonly damaged: number;
  /** Lines of kinds that this version does not know. */
  readonly unknown: number;
  /** The format of a journal that only a newer version writes; null when there is none. */
  readonly newerFormat: string | null;
}

/** Where a line lies in its file, in bytes; the length is without the LF. */
export interface LineSpan {
  readonly start: number;
  readonly length: number;
}

export interface JournalLine extends LineSpan {
  /** 1-based; 0 is the torn end of the file. */
  readonly line: number;
  readonly decoded: DecodedLine;
}

type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

const lineFeed = 10;
/** A file of line feeds must not fill the memory. */
const mostKept = 1000;
/** A longer line could not be a text in memory. Large outputs are kept aside, so none of ours comes near it. */
export const longestLine = 2 ** 28;

/** Tells `onLine` the lines of a journal in file order. Bytes are split before they are decoded, so that a torn character harms only its own line. */
export async function readLines(pieces: Pieces, onLine: (line: JournalLine) => void): Promise<void> {
  const decoder = new TextDecoder();
  let line = 0;
  /** Where the line that is being read begins, and what of it stood in earlier pieces. */
  let start = 0;
  let earlier: Uint8Array[] = [];
  let earlierLength = 0;

  const take = (last: Uint8Array): void => {
    line += 1;
    const length = earlierLength + last.length;
    const decoded: DecodedLine =
      length > longestLine
        ? { kind: "damaged", problem: "it is longer than a line can be" }
        : decodeLine(decoder.decode(joinBytes([...earlier, last])));
    onLine({ line, decoded, start, length });
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
  const problem = "the last line is torn; it was never acknowledged";
  if (earlierLength > 0) onLine({ line: 0, decoded: { kind: "damaged", problem }, start, length: earlierLength });
}

/** Calls `onEvent` for each event in file order. */
export async function readJournal(
  file: string,
  pieces: Pieces,
  onEvent: (event: RunEvent, span: LineSpan) => void,
): Promise<JournalReading> {
  const damage: JournalDamage[] = [];
  let damaged = 0;
  let unknown = 0;
  let newerFormat: string | null = null;
  await readLines(pieces, ({ line, decoded, start, length }) => {
    if (decoded.kind === "event") {
      const { event } = decoded;
      if (event.k === "open" && isNewerJournal(event.schema)) newerFormat ??= event.schema;
      onEvent(event, { start, length });
    } else if (decoded.kind === "unknown") unknown += 1;
    else {
      damaged += 1;
      if (damage.length < mostKept) damage.push({ file, line, problem: decoded.problem });
    }
  });
  return { damage, damaged, unknown, newerFormat };
}

/** So little that its lines die before they are moved on as something that stays. */
const pieceBytes = 512 * 1024;

/** The bytes that a file had when it was opened, in pieces. */
export async function* piecesOf(file: ReadFile): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < file.size;) {
    const piece = await file.read(start, Math.min(pieceBytes, file.size - start));
    if (piece.length === 0) return;
    yield piece;
    start += piece.length;
  }
}

function isNewerJournal(schema: string): boolean {
  return majorOf(schema) > majorOf(journalSchemaName);
}

function majorOf(schema: string): number {
  return Number(schema.slice(schema.lastIndexOf("/") + 1));
}

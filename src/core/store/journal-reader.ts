// Reads journal files: every whole, undamaged line becomes an event; what is damaged is counted and named, never fatal.
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

export interface JournalLine {
  /** 1-based; 0 is the torn end of the file. */
  readonly line: number;
  readonly decoded: DecodedLine;
}

const lineFeed = 10;
/** A file of line feeds must not fill the memory. */
const mostKept = 1000;
/** A longer line could not be a text in memory; none of ours comes near it. */
const longestLine = 2 ** 28;

/** The lines of a journal in file order. Bytes are split before they are decoded, so that a torn character harms only its own line. */
export function* journalLines(bytes: Uint8Array): Generator<JournalLine> {
  const decoder = new TextDecoder();
  let line = 0;
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
    line += 1;
    const decoded: DecodedLine =
      end - start > longestLine
        ? { kind: "damaged", problem: "it is longer than a line can be" }
        : decodeLine(decoder.decode(bytes.subarray(start, end)));
    yield { line, decoded };
    start = end + 1;
  }
  if (start < bytes.length) yield { line: 0, decoded: { kind: "damaged", problem: "the last line is torn; it was never acknowledged" } };
}

/** Calls `onEvent` for each event in file order. */
export function readJournal(file: string, bytes: Uint8Array, onEvent: (event: RunEvent) => void): JournalReading {
  const damage: JournalDamage[] = [];
  let damaged = 0;
  let unknown = 0;
  let newerFormat: string | null = null;
  for (const { line, decoded } of journalLines(bytes)) {
    if (decoded.kind === "event") {
      const { event } = decoded;
      if (event.k === "open" && isNewerJournal(event.schema)) newerFormat ??= event.schema;
      onEvent(event);
    } else if (decoded.kind === "unknown") unknown += 1;
    else {
      damaged += 1;
      if (damage.length < mostKept) damage.push({ file, line, problem: decoded.problem });
    }
  }
  return { damage, damaged, unknown, newerFormat };
}

function isNewerJournal(schema: string): boolean {
  return majorOf(schema) > majorOf(journalSchemaName);
}

function majorOf(schema: string): number {
  return Number(schema.slice(schema.lastIndexOf("/") + 1));
}

// Reads journal files: every whole, undamaged line becomes an event; what is damaged is counted and named, never fatal.
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

const lineFeed = 10;

/** Calls `onEvent` for each event in file order. Bytes are split before they are decoded, so that a torn character harms only its own line. */
export function readJournal(file: string, bytes: Uint8Array, onEvent: (event: RunEvent) => void): JournalReading {
  const decoder = new TextDecoder();
  const damage: JournalDamage[] = [];
  let unknown = 0;
  let line = 0;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(lineFeed, start);
    if (end < 0) break;
    line += 1;
    const decoded = decodeLine(decoder.decode(bytes.subarray(start, end)));
    if (decoded.kind === "event") onEvent(decoded.event);
    else if (decoded.kind === "unknown") unknown += 1;
    else damage.push({ file, line, problem: decoded.problem });
    start = end + 1;
  }
  if (start < bytes.length) damage.push({ file, line: 0, problem: "the last line is torn; it was never acknowledged" });
  return { damage, unknown };
}

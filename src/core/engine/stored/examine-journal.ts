// Every line of one journal looked at: whole, in sequence, of a known kind, and of this run.
import type { Hash } from "../../base/hash.ts";
import type { RunEvent } from "../../domain/run-event.ts";
import { readLines, type LineSpan } from "../../store/journal-reader.ts";
import type { RunFinding } from "./finding.ts";

export interface JournalSubject {
  /** Its path inside `.touchstone`. */
  readonly file: string;
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Of the run's manifest; null when that cannot be read. */
  readonly manifestHash: Hash | null;
  /** Whether somebody is writing it: then its end may be half a line for a moment. */
  readonly isBeingWritten: boolean;
}

/** A damaged file may have as many findings as lines: more than these are counted only. */
const mostFindings = 100;

/** Tells each event to `onEvent`, with its line and where that lies, and answers with what is wrong with the lines. */
export async function examineJournal(
  { file, pieces, manifestHash, isBeingWritten }: JournalSubject,
  onEvent: (event: RunEvent, line: number, span: LineSpan) => void,
): Promise<RunFinding[]> {
  const findings: RunFinding[] = [];
  let more = 0;
  const find = (line: number | null, message: string, hint: string | null, change: Partial<RunFinding> = {}): void => {
    const finding: RunFinding = { severity: "problem", file, line, message, hint, isRepairable: false, ...change };
    if (findings.length < mostFindings) findings.push(finding);
    else more += 1;
  };
  let expected = 0;
  /** Damaged lines since the last whole one: they had numbers too. */
  let damaged = 0;
  await readLines(pieces, ({ line, decoded, start, length }) => {
    if (line === 0) {
      if (!isBeingWritten) find(null, tornMessage, tornHint, { isRepairable: true });
    } else if (decoded.kind === "damaged") {
      damaged += 1;
      find(line, `The line cannot be used: ${decoded.problem}.`, damagedHint);
    } else {
      const missing = decoded.sequence - expected - damaged;
      if (missing !== 0) find(line, gapMessage(decoded.sequence, expected + damaged), missing > 0 ? damagedHint : null);
      expected = decoded.sequence + 1;
      damaged = 0;
      if (decoded.kind === "unknown")
        find(line, `The line is of a kind that this version does not know, and is left out.`, "Update Touchstone.", { severity: "note" });
      else {
        const { event } = decoded;
        if (line === 1 && event.k !== "open") find(line, "The journal does not begin with the line that names its writer.", null);
        if (event.k === "open" && manifestHash !== null && event.manifest !== manifestHash)
          find(
            line,
            "The journal was written for another manifest than the one that lies beside it.",
            "Restore manifest.json from a copy.",
          );
        onEvent(event, line, { start, length });
      }
    }
  });
  if (more > 0)
    findings.push({ severity: "problem", file, line: null, message: `${more} more findings.`, hint: null, isRepairable: false });
  return findings;
}

const tornMessage = "The journal ends in half a line. What it was to say was never acknowledged.";
const tornHint = "Cut it off and keep it beside the journal: `doctor --repair`, or `resume`, which does so by itself.";
const damagedHint = "Restore the journal from a copy; or resume the run, which makes again what is missing.";

function gapMessage(found: number, expected: number): string {
  if (found < expected) return `The line has the number ${found} where ${expected} was due: it stands here twice, or in the wrong place.`;
  const missing = found - expected;
  return `The line has the number ${found} where ${expected} was due: ${missing === 1 ? "one line is" : `${missing} lines are`} missing before it.`;
}

// How a fault is tested: a mocha test that counts what it tried, and the table of all of them at the end.
import { isFull } from "./counts.ts";
import { type Fault, faults, type FaultId } from "./fault-list.ts";

/** What a test has seen so far. It asserts its target itself: this is for the reader of the table. */
export interface Tally {
  tried: number;
  /** Answers or records that were acknowledged and are gone. */
  lost: number;
  /** Calls that were made again although an answer had been on its way. */
  repeated: number;
}

interface Result extends Tally {
  begun: number;
  met: number;
  readonly notRun: string[];
}

const results = new Map<FaultId, Result>();

/** Long enough for full counts on a machine that does other things too. */
const longestMs = isFull ? 3_600_000 : 120_000;

/** A test of one fault; several may be about the same one. */
export function faultTest(id: FaultId, title: string, test: (tally: Tally) => Promise<void>): void {
  it(`${id}: ${title}`, async function () {
    this.timeout(longestMs);
    const result = resultOf(id);
    result.begun += 1;
    await test(result);
    result.met += 1;
  });
}

/** Says in the table that a part of a fault cannot be had on this machine. */
export function notRunHere(id: FaultId, why: string): void {
  resultOf(id).notRun.push(why);
}

function resultOf(id: FaultId): Result {
  const result = results.get(id) ?? { tried: 0, lost: 0, repeated: 0, begun: 0, met: 0, notRun: [] };
  results.set(id, result);
  return result;
}

/** One line for each fault, in the order of the list, below a heading. */
export function faultTable(): string[] {
  const rows = Object.entries(faults).map(([id, fault]: [string, Fault]) => {
    const result = results.get(id as FaultId);
    const counts = result === undefined || result.begun === 0 ? ["-", "-", "-"] : [result.tried, result.lost, result.repeated].map(String);
    return [id, fault.what, ...counts, fault.target, verdictOf(fault, result)];
  });
  const table = [["fault", "what", "tried", "lost", "repeated", "target", "result"], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function verdictOf(fault: Fault, result: Result | undefined): string {
  if (result === undefined || result.begun === 0) return `not run (${fault.notRun ?? result?.notRun[0] ?? "its tests were left out"})`;
  if (result.met < result.begun) return "NOT met";
  return result.notRun.length === 0 ? "met" : `met, but not run: ${result.notRun.join("; ")}`;
}

// The windows of rows that have arrived for one query, newest first, so that scrolling back shows lines and no blanks.
import { mostLines, type RowLine, type RowsPlane } from "../../src/protocol/rows-plane.ts";
import { isSameQuery } from "./rows-query.ts";

export type RowWindows = readonly RowsPlane[];

const keptWindows = 4;
/** Lines that must be at hand on either side of what is on the screen before another window is asked for. */
const margin = 30;

/** The windows after one more has arrived; those of another query are let go, and those from before rows came or went. */
export function withWindow(windows: RowWindows, plane: RowsPlane): RowWindows {
  const isOfNow = (other: RowsPlane) => isSameQuery(other.query, plane.query) && other.matched === plane.matched;
  const others = windows.filter((other) => isOfNow(other) && other.from !== plane.from);
  return [plane, ...others].slice(0, keptWindows);
}

/** The line at a place among the matching rows; undefined when it has not arrived yet. */
export function lineAt(windows: RowWindows, index: number): RowLine | undefined {
  if (index >= (windows[0]?.matched ?? 0)) return undefined;
  const holder = windows.find(({ from, lines }) => index >= from && index < from + lines.length);
  return holder?.lines[index - holder.from];
}

export interface LineRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** The window to ask for so that these visible lines have some spare on both sides; the one asked for last if that will do. */
export function windowAround(visible: LineRange, asked: LineRange | null, matched: number | null): LineRange {
  const end = matched ?? Number.MAX_SAFE_INTEGER;
  const needed = { from: Math.max(0, visible.from - margin), to: Math.max(Math.min(end, visible.to + margin), visible.from) };
  if (asked !== null && asked.from <= needed.from && asked.to >= needed.to) return asked;
  const spare = Math.max(0, mostLines - (visible.to - visible.from));
  const from = Math.max(0, visible.from - Math.floor(spare / 2));
  return { from, to: from + mostLines };
}

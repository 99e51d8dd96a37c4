// The columns of the rows table: scores first, then the criteria, then what the row and its answer are; widths stay while one collection is shown.
import type { RowsPlane } from "../../src/protocol/rows-plane.ts";

export interface GridColumn {
  /** What it is sorted by. */
  readonly id: string;
  readonly title: string;
  readonly kind: "score" | "change" | "verdict" | "criterion" | "row" | "cell" | "response" | "tokens" | "latency";
  readonly isFigure: boolean;
  /** In pixels; the response also takes what is left. */
  readonly width: number;
}

/** Columns for the shape of this plane. The lines at hand say how wide a text column has to be. */
export function gridColumns(plane: RowsPlane, isCompared: boolean): readonly GridColumn[] {
  const figure = (id: GridColumn["kind"], title: string, width: number): GridColumn => {
    return { id, title, kind: id, isFigure: true, width };
  };
  const idWidth = widest(
    plane.lines.map(({ key }) => key.row),
    7.3,
    48,
    200,
  );
  return [
    figure("score", "Score", 44),
    ...(isCompared ? [figure("change", "Change", 56)] : []),
    { id: "verdict", title: "Verdict", kind: "verdict", isFigure: false, width: 92 },
    ...plane.criteria.map(({ id, name }) => {
      const width = Math.min(104, Math.max(48, Math.ceil(name.length * 6.2) + 20));
      return { id: `criterion:${id}`, title: name, kind: "criterion" as const, isFigure: false, width };
    }),
    { id: "row", title: "Row", kind: "row", isFigure: false, width: idWidth + (plane.hasEpochs ? 24 : 0) },
    ...plane.columns.map(({ name, isNumeric }, index) => {
      const texts = [name, ...plane.lines.map(({ cells }) => cells[index] ?? "")];
      return { id: `column:${name}`, title: name, kind: "cell" as const, isFigure: isNumeric, width: widest(texts, 6.6, 48, 180) };
    }),
    { id: "response", title: "Response", kind: "response", isFigure: false, width: 200 },
    figure("tokens", "Tokens", 56),
    figure("latency", "Latency", 60),
  ];
}

/** Says whether columns made for one plane serve another as well. */
export function shapeOf(plane: RowsPlane): string {
  return JSON.stringify([plane.criteria, plane.columns, plane.hasEpochs, plane.lines.length > 0]);
}

/** The header and every row share these tracks. */
export function tracksOf(columns: readonly GridColumn[]): string {
  return columns.map(({ kind, width }) => (kind === "response" ? `minmax(${width}px, 1fr)` : `${width}px`)).join(" ");
}

const columnGap = 12;
const sidePadding = 20;

/** The width below which the table scrolls sideways. */
export function leastWidth(columns: readonly GridColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0) + columnGap * (columns.length - 1) + 2 * sidePadding;
}

function widest(texts: readonly string[], perCharacter: number, least: number, most: number): number {
  const longest = texts.reduce((length, text) => Math.max(length, text.length), 0);
  return Math.min(most, Math.max(least, Math.ceil(longest * perCharacter) + 4));
}

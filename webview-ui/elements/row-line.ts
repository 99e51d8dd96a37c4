// One line of the rows table, wide as cells of a grid or narrow as an item of two lines; every text in it is untrusted.
import { html, nothing, type TemplateResult } from "lit";
import type { RowLine, RowsPlane } from "../../src/protocol/rows-plane.ts";
import { change, count, score, seconds } from "../text/figures.ts";
import { visibleString } from "../text/visible-text.ts";
import { ratingSigns, rowSigns } from "../text/words.ts";
import type { GridColumn } from "./grid-columns.ts";
import { icon, sign } from "./icon.ts";
import { plainText } from "./plain-text.ts";

export type RowsShape = Pick<RowsPlane, "criteria" | "columns" | "hasEpochs">;

/** The cells in the order of the columns; an error stands across the criteria. */
export function wideCells(line: RowLine, columns: readonly GridColumn[], shape: RowsShape): TemplateResult[] {
  let criterion = -1;
  let cell = -1;
  return columns.flatMap((column, place) => {
    if (column.kind === "criterion") criterion += 1;
    if (column.kind === "cell") cell += 1;
    if (column.kind !== "criterion") return [wideCell(line, column, { place, cell, shape })];
    if (line.error === null) return [criterionCell(line, criterion, place, shape)];
    return criterion > 0 ? [] : [errorCell(line.error, shape.criteria.length, place)];
  });
}

interface Where {
  readonly place: number;
  readonly cell: number;
  readonly shape: RowsShape;
}

function wideCell(line: RowLine, column: GridColumn, { place, cell, shape }: Where): TemplateResult {
  const look = column.isFigure ? "figure" : "cut";
  return html`<span role="gridcell" aria-colindex=${place + 1} class=${`${look} of-${column.kind}`}
    >${content(line, column, { place, cell, shape })}</span
  >`;
}

function content(line: RowLine, column: GridColumn, { cell, shape }: Where): TemplateResult | string {
  switch (column.kind) {
    case "score":
      return score(line.score);
    case "change":
      return change(line.change);
    case "verdict":
      return sign(rowSigns[line.verdict]);
    case "row":
      return html`<span class="code"
        >${plainText(line.key.row)}${shape.hasEpochs ? html` <span class="muted">${line.key.epoch + 1}</span>` : nothing}</span
      >`;
    case "cell":
      return plainText(line.cells[cell] ?? "");
    case "response":
      return line.response === null ? noResponse(line, shape) : plainText(line.response);
    case "tokens":
      return count(line.tokens);
    case "latency":
      return seconds(line.latencyMs);
    case "criterion":
      return "";
  }
}

/** The error stands here where there are no criteria for it to stand across. */
function noResponse({ error, verdict }: RowLine, { criteria }: RowsShape): TemplateResult {
  const words = verdict === "pending" ? "Not yet" : "No response";
  return html`<span class="muted">${error !== null && criteria.length === 0 ? plainText(error) : words}</span>`;
}

function criterionCell(line: RowLine, index: number, place: number, { criteria }: RowsShape): TemplateResult {
  const rating = line.ratings[index];
  const name = visibleString(criteria[index]?.name ?? "");
  const label = rating?.label ?? null;
  if (label === null) return html`<span role="gridcell" aria-colindex=${place + 1} class="muted" title=${name}>–</span>`;
  const { word, icon: mark, tone } = ratingSigns[label];
  const moved = rating?.change ?? null;
  const than = moved === null ? "" : moved === "up" ? ", better than the baseline" : ", worse than the baseline";
  return html`<span role="gridcell" aria-colindex=${place + 1} class="of-criterion" title=${`${name}: ${word}${than}`}>
    ${icon(mark, label === "pass" ? "plain" : tone)}<span class="visually-hidden">${word}${than}</span>
    ${moved === null ? nothing : html`<span class="moved">${icon(moved === "up" ? "arrow-up" : "arrow-down")}</span>`}
  </span>`;
}

function errorCell(error: string, span: number, place: number): TemplateResult {
  return html`<span
    role="gridcell"
    aria-colindex=${place + 1}
    aria-colspan=${span}
    class="cut error"
    title=${visibleString(error)}
    .style=${`grid-column: span ${span}`}
  >
    ${icon("circle-slash", "bad")} Error: ${plainText(error)}
  </span>`;
}

/** Verdict and score against what was rated worst, then the id with the first text at hand. */
export function narrowCells(line: RowLine, shape: RowsShape): TemplateResult {
  const worst = line.ratings.findIndex(({ label }) => label === "fail" || label === "error");
  const moved = line.ratings.findIndex(({ change: direction }) => direction !== null);
  const index = worst >= 0 ? worst : moved;
  const label = line.ratings[index]?.label;
  const texts = [...line.cells.filter((cell) => cell !== ""), line.response ?? "No response"];
  const longest = texts.reduce((best, text) => (text.length > best.length ? text : best), "");
  return html`<span role="gridcell" class="narrow-verdict">${sign(rowSigns[line.verdict])} ${score(line.score)}</span>
    <span role="gridcell" class="narrow-rating cut"
      >${
        line.error !== null
          ? html`${icon("circle-slash", "bad")} ${plainText(line.error)}`
          : label == null
            ? nothing
            : html`<span class="visually-hidden">${ratingSigns[label].word}:</span>${icon(ratingSigns[label].icon, ratingSigns[label].tone)}
                ${plainText(shape.criteria[index]?.name ?? "")}`
      }</span
    >
    <span role="gridcell" class="narrow-text cut"
      ><span class="code">${plainText(line.key.row)}</span> <span class="muted">${plainText(longest)}</span></span
    >`;
}

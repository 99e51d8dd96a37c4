// The header of the rows table: a click sorts, another reverses; one stop of the Tab key, arrows move along it.
import { html, nothing, type TemplateResult } from "lit";
import type { RowsQuery } from "../../src/protocol/rows-plane.ts";
import { visibleString } from "../text/visible-text.ts";
import type { GridColumn } from "./grid-columns.ts";
import { icon } from "./icon.ts";
import { plainText } from "./plain-text.ts";

export function gridHead(columns: readonly GridColumn[], { sort }: RowsQuery, onSort: (by: string) => void): TemplateResult {
  const sorted = Math.max(
    0,
    columns.findIndex(({ id }) => id === sort.by),
  );
  return html`<div class="line head" role="row" aria-rowindex="1" @keydown=${moveFocus}>
    ${columns.map(({ id, title, kind, isFigure }, index) => {
      const isSorted = sort.by === id;
      // Long texts have no order that anybody looks for.
      if (kind === "response") return html`<span role="columnheader" class="cut" aria-colindex=${index + 1}>${plainText(title)}</span>`;
      return html`<span
        role="columnheader"
        aria-colindex=${index + 1}
        aria-sort=${isSorted ? (sort.isDescending ? "descending" : "ascending") : nothing}
        class=${isFigure ? "figure" : ""}
      >
        <button type="button" tabindex=${index === sorted ? 0 : -1} title=${`Sort by ${visibleString(title)}`} @click=${() => onSort(id)}>
          <span class="cut">${plainText(title)}</span>${isSorted ? icon(sort.isDescending ? "arrow-down" : "arrow-up") : nothing}
        </button>
      </span>`;
    })}
  </div>`;
}

function moveFocus(event: KeyboardEvent): void {
  if (!(event.currentTarget instanceof HTMLElement) || !(event.target instanceof HTMLElement)) return;
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  event.preventDefault();
  buttons[buttons.indexOf(event.target) + step]?.focus();
}

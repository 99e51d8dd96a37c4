// Rows: filters, a virtual grid that asks for the window it shows, and what to do with the row that is selected.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { RowLine, RowsPlane } from "../../src/protocol/rows-plane.ts";
import { isSameKey, type Panel } from "../state/panel.ts";
import type { PanelState } from "../state/panel-state.ts";
import { lineAt } from "../state/row-windows.ts";
import { defaultQuery, isFiltered, isSameQuery, withSort } from "../state/rows-query.ts";
import { baseStyles } from "../styles/base.ts";
import { rowsStyles } from "../styles/rows.ts";
import { contextLine, contextStyles } from "./context-line.ts";
import { controlStyles } from "./controls.ts";
import { gridColumns, leastWidth, shapeOf, tracksOf, type GridColumn } from "./grid-columns.ts";
import { gridHead } from "./grid-head.ts";
import { link } from "./links.ts";
import { rowActions } from "./row-actions.ts";
import { narrowCells, wideCells } from "./row-line.ts";
import { createFilterText } from "./filter-text.ts";
import { rowFilters } from "./row-filters.ts";
import { rowOrder } from "./row-order.ts";
import { rowsFooter } from "./rows-footer.ts";
import { createVirtualRows, type VirtualRows } from "./virtual-rows.ts";

const narrowBelow = 420;
const heights = { wide: { row: 22, head: 24 }, narrow: { row: 46, head: 0 } } as const;

export class TouchstoneRows extends LitElement {
  static override styles = [baseStyles, controlStyles, contextStyles, rowsStyles];
  static override properties = { panel: { attribute: false }, state: { attribute: false } };
  declare panel: Panel;
  declare state: PanelState;
  #active = -1;
  #isNarrow = false;
  #columns: readonly GridColumn[] = [];
  #shape = "";
  readonly #filter = createFilterText(this, (text) => this.panel.changeQuery({ text }));
  readonly #resize = new ResizeObserver(([entry]) => this.#onWidth(entry?.contentRect.width ?? 0));
  readonly #virtual: VirtualRows = createVirtualRows(
    this,
    () => this.#grid(),
    () => ({ count: this.state.windows[0]?.matched ?? 0, rowHeight: this.#heights().row, headHeight: this.#heights().head }),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  /** Puts the caret into the text filter. */
  focusFilter(): void {
    this.renderRoot.querySelector<HTMLElement>(".filters [maxlength]")?.focus();
  }

  /** Returns to the table, at the sample that was open. */
  focusGrid(): void {
    const { sample, openSample } = this.state;
    if (sample?.position != null && isSameKey(sample.key, openSample)) this.#select(sample.position - 1);
    this.#grid()?.focus();
  }

  protected override willUpdate(changes: PropertyValues): void {
    const before: unknown = changes.get("state");
    if (isState(before) && !isSameQuery(before.query, this.state.query)) this.#startOver();
    const plane = this.state.windows[0];
    if (plane === undefined) return;
    const isCompared = this.state.summary?.comparison != null || (this.state.summary?.variants.length ?? 0) > 0;
    const shape = `${shapeOf(plane)}${isCompared}`;
    if (shape !== this.#shape) this.#columns = gridColumns(plane, isCompared);
    this.#shape = shape;
    this.#active = Math.min(this.#active, plane.matched - 1);
  }

  protected override render(): TemplateResult {
    const { panel, state } = this;
    const plane = state.windows[0];
    return html`
      <div class="filters">
        ${contextLine(panel, state)}${rowFilters(panel, state, { filter: this.#filter, onLeave: () => this.#grid()?.focus() })}
        ${this.#isNarrow && plane !== undefined ? rowOrder(this.#columns, state.query, (sort) => panel.changeQuery({ sort })) : nothing}
      </div>
      ${plane === undefined ? html`<div class="grid empty muted">Loading rows…</div>` : this.#table(plane)}
      ${plane === undefined ? nothing : rowsFooter(this.panel, state, plane)}
    `;
  }

  protected override updated(): void {
    if (this.state.tab !== "rows" || this.offsetParent === null) return;
    const { from, to } = this.#virtual.visible();
    this.panel.needRows({ from, to: Math.max(to, from + 1) });
  }

  #table(plane: RowsPlane): TemplateResult {
    if (plane.matched === 0) return this.#nothingMatches(plane);
    const line = (index: number) => lineAt(this.state.windows, index);
    const items = this.#virtual.items();
    const isActiveDrawn = items.some(({ index }) => index === this.#active);
    return html`<div
      class=${this.#isNarrow ? "grid narrow" : "grid"}
      role="grid"
      aria-label="Rows"
      aria-readonly="true"
      aria-rowcount=${plane.matched + 1}
      aria-colcount=${this.#columns.length}
      aria-activedescendant=${isActiveDrawn ? `row-${this.#active}` : nothing}
      tabindex="0"
      @keydown=${this.#onKey}
    >
      <div class="canvas" .style=${`--tracks: ${tracksOf(this.#columns)}; min-width: ${this.#isNarrow ? 0 : leastWidth(this.#columns)}px`}>
        ${this.#isNarrow ? nothing : gridHead(this.#columns, this.state.query, (by) => this.panel.changeQuery(withSort(this.state.query, by)))}
        <div role="rowgroup" class="body" .style=${`height: ${this.#virtual.height()}px`}>
          ${items.map(({ index, start }) => this.#row(line(index), index, start - this.#heights().head))}
        </div>
      </div>
    </div>`;
  }

  #row(line: RowLine | undefined, index: number, top: number): TemplateResult {
    const shape = this.state.windows[0];
    if (line === undefined || shape === undefined) {
      return html`<div role="row" class="row waiting" aria-rowindex=${index + 2} aria-busy="true" .style=${`top: ${top}px`}>
        <span role="gridcell" class="visually-hidden">Loading</span><span class="bar"></span>
      </div>`;
    }
    return html`<div
      role="row"
      id=${`row-${index}`}
      class=${this.#isNarrow ? "row item" : "row"}
      aria-rowindex=${index + 2}
      aria-selected=${index === this.#active}
      .style=${`top: ${top}px`}
      @click=${() => this.#select(index)}
      @dblclick=${() => this.#open(line)}
    >
      ${
        this.#isNarrow
          ? narrowCells(line, shape)
          : html`<div class="line" role="presentation">${wideCells(line, this.#columns, shape)}</div>
              ${rowActions(line, { open: () => this.#open(line), panel: this.panel, isComparing: this.state.query.variant !== null })}`
      }
    </div>`;
  }

  #nothingMatches({ total }: RowsPlane): TemplateResult {
    const { panel } = this;
    const clear = () => panel.changeQuery({ ...defaultQuery(this.state.query.variant), sort: this.state.query.sort });
    return html`<div class="grid empty" tabindex="-1">
      ${total === 0 ? "No rows yet." : "No row matches."} ${isFiltered(this.state.query) ? link("Clear Filters", clear) : nothing}
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const target = this.#targetOf(event.key);
    const line = lineAt(this.state.windows, this.#active);
    if (target !== null) this.#select(target);
    else if (line !== undefined && event.key === "Enter") this.#open(line);
    else if (this.panel.isFile) return;
    else if (line !== undefined && event.key.toLowerCase() === "d") this.panel.openResponses(line.key);
    else if (line !== undefined && event.key.toLowerCase() === "g") this.panel.openRow(line.key);
    else return;
    event.preventDefault();
  };

  /** Where a key leads in the table; null when it leads nowhere. */
  #targetOf(key: string): number | null {
    const last = (this.state.windows[0]?.matched ?? 0) - 1;
    const { from, to } = this.#virtual.visible();
    const page = Math.max(1, to - from - 2);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: last,
    };
    const target = targets[key];
    return target === undefined ? null : Math.min(last, Math.max(0, target));
  }

  #select(index: number): void {
    this.#active = index;
    this.#virtual.scrollTo(index);
    this.requestUpdate();
  }

  #open(line: RowLine): void {
    this.panel.openSample(line.key);
    this.dispatchEvent(new CustomEvent("sample-opened"));
  }

  #startOver(): void {
    this.#active = -1;
    this.#grid()?.scrollTo({ top: 0 });
  }

  #onWidth(width: number): void {
    const isNarrow = width > 0 && width < narrowBelow;
    if (isNarrow !== this.#isNarrow) this.#isNarrow = isNarrow;
    this.requestUpdate();
  }

  #heights(): { readonly row: number; readonly head: number } {
    return this.#isNarrow ? heights.narrow : heights.wide;
  }

  #grid(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("[role=grid]");
  }
}

function isState(value: unknown): value is PanelState {
  return typeof value === "object" && value !== null && "query" in value;
}

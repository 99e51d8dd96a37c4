// What narrows the rows: chips that are toggles, each with its count, and a text.
import { html, nothing, type TemplateResult } from "lit";
import type { Chip } from "../../src/protocol/actions.ts";
import type { Panel } from "../state/panel.ts";
import type { PanelState } from "../state/panel-state.ts";
import { isFiltered, withChipToggled } from "../state/rows-query.ts";
import { chipSigns } from "../text/words.ts";
import { textField } from "./controls.ts";
import type { FilterText } from "./filter-text.ts";
import { icon } from "./icon.ts";
import { link } from "./links.ts";

const mostCharacters = 1000;

export interface RowFilterOptions {
  readonly filter: FilterText;
  /** Leads from the field to the table. */
  readonly onLeave: () => void;
}

export function rowFilters(panel: Panel, state: PanelState, { filter, onLeave }: RowFilterOptions): TemplateResult {
  const { query, windows } = state;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "Escape") return;
    event.preventDefault();
    onLeave();
  };
  const clear = () => {
    filter.reset();
    panel.changeQuery({ chips: [], text: "" });
  };
  return html`<div class="chips-and-text">
    <div class="chips" role="group" aria-label="Kinds of rows">
      ${(windows[0]?.chips ?? []).map(({ chip, count }) =>
        chipButton(chip, { count, isPressed: query.chips.includes(chip), onClick: () => panel.changeQuery(withChipToggled(query, chip)) }),
      )}
    </div>
    <div class="filter" @keydown=${onKey}>
      ${textField({
        label: "Filter rows",
        placeholder: "Filter by text or row id",
        value: filter.typed() ?? query.text,
        mostCharacters,
        onInput: filter.type,
        end: icon("filter"),
      })}
    </div>
    ${isFiltered(query) ? link("Clear Filters", clear) : nothing}
  </div>`;
}

interface ChipOptions {
  readonly count: number;
  readonly isPressed: boolean;
  readonly onClick: () => void;
}

function chipButton(chip: Chip, { count, isPressed, onClick }: ChipOptions): TemplateResult {
  const { word, icon: name, tone } = chipSigns[chip];
  return html`<button type="button" class="chip" aria-pressed=${isPressed} @click=${onClick}>
    ${isPressed ? html`<span class="pressed-mark">${icon("check")}</span>` : nothing}
    <span class="kind-mark">${icon(name, isPressed ? "plain" : tone)}</span> ${word} <strong>${count.toLocaleString("en")}</strong>
  </button>`;
}

// Under the rows: how many there are of what, and the keys.
import { html, nothing, type TemplateResult } from "lit";
import type { RowsPlane } from "../../src/protocol/rows-plane.ts";
import type { Panel } from "../state/panel.ts";
import type { PanelState } from "../state/panel-state.ts";
import { chipSigns, countOf } from "../text/words.ts";

export function rowsFooter({ isFile }: Panel, { query }: PanelState, plane: RowsPlane): TemplateResult {
  const noun = plane.hasEpochs ? "sample" : "row";
  const kinds = plane.chips
    .filter(({ chip }) => query.chips.includes(chip))
    .map(({ chip, count }) => `${count} ${chipSigns[chip].word.toLowerCase()}`);
  const matched =
    plane.matched === plane.total ? countOf(plane.total, noun) : `${plane.matched.toLocaleString("en")} of ${countOf(plane.total, noun)}`;
  const key = (names: readonly string[], words: string) => html`<span>${names.map((name) => html`<kbd>${name}</kbd>`)}${words}</span>`;
  return html`<footer class="note">
    <span>${matched}${kinds.length === 0 ? "" : `: ${kinds.join(", ")}`}</span>
    <span class="keys">
      ${key(["↑", "↓"], "move")}${key(["Enter"], "open sample")}
      ${isFile ? nothing : html`${key(["D"], query.variant === null ? "open response" : "diff")}${key(["G"], "go to row")}`}
    </span>
  </footer>`;
}

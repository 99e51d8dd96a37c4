// Won, lost and tied rows as one strip; the words below carry the same, and open the rows.
import { html, svg, type TemplateResult } from "lit";
import type { ComparisonPlane, SummaryPlane } from "../../src/protocol/summary-plane.ts";
import type { Panel } from "../state/panel.ts";
import { countOf } from "../text/words.ts";
import { icon } from "./icon.ts";
import { plainText } from "./plain-text.ts";

export function rowStrip(panel: Panel, { variant, arms }: SummaryPlane, comparison: ComparisonPlane): TemplateResult {
  const baseline = arms.find(({ isBaseline }) => isBaseline)?.name ?? "baseline";
  const { won, tied, lost, rows } = comparison;
  return html`<section aria-labelledby="rows-strip">
    <div class="title">
      <h2 id="rows-strip">Rows</h2>
      <span class="note">${plainText(variant ?? "variant")} against ${plainText(baseline)}, ${countOf(rows, "pair")}</span>
    </div>
    ${strip(won, tied, lost)}
    <div class="strip-words">
      <button type="button" class="plain" title="Show improved rows" @click=${() => panel.showRows(["improved"])}>
        ${icon("arrow-up", "good")} <strong>${won}</strong> won
      </button>
      <button type="button" class="plain" title="Show rows that came out even" @click=${() => panel.showRows(["changed", "same"])}>
        <strong>${tied}</strong> tied
      </button>
      <button type="button" class="plain" title="Show regressed rows" @click=${() => panel.showRows(["regressed"])}>
        ${icon("arrow-down", "bad")} <strong>${lost}</strong> lost
      </button>
    </div>
  </section>`;
}

/** A part that exists is at least a hair wide. */
function strip(won: number, tied: number, lost: number): TemplateResult {
  const all = Math.max(1, won + tied + lost);
  const shares = [won, tied, lost].map((part) => (part / all) * 100);
  const starts = [0, shares[0] ?? 0, (shares[0] ?? 0) + (shares[1] ?? 0)];
  const parts = ["good", "even", "bad"].map((name, index) => {
    const share = shares[index] ?? 0;
    return share === 0 ? "" : svg`<rect class=${name} x=${`${starts[index] ?? 0}%`} width=${`${share}%`} height="10"></rect>`;
  });
  return html`<svg class="strip" width="100%" height="10" role="img" aria-label=${`${won} won, ${tied} tied, ${lost} lost`}>${parts}</svg>`;
}

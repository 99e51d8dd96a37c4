// Tokens, cost and latency of each arm, as the host has formatted them.
import { html, nothing, type TemplateResult } from "lit";
import type { SummaryPlane } from "../../src/protocol/summary-plane.ts";
import { visibleString } from "../text/visible-text.ts";
import { armTitle } from "../text/words.ts";
import { plainText } from "./plain-text.ts";

export function totalsTable({ arms, totals }: SummaryPlane): TemplateResult {
  const hasChange = arms.length > 1;
  return html`<section aria-labelledby="totals">
    <div class="title"><h2 id="totals">Tokens, cost and latency</h2></div>
    <div class=${`table totals arms-${arms.length} ${hasChange ? "compared" : ""}`} role="table" aria-labelledby="totals">
      <div class="head" role="row">
        <span role="columnheader"><span class="visually-hidden">Figure</span></span>
        ${arms.map((arm) => html`<span role="columnheader" class="figure cut" title=${visibleString(armTitle(arm.name))}>${plainText(armTitle(arm.name))}</span>`)}
        ${hasChange ? html`<span role="columnheader" class="figure">Change</span>` : nothing}
      </div>
      ${totals.map(
        ({ label, values, change }) =>
          html`<div role="row">
            <span role="rowheader">${label}</span>
            ${values.map((value, index) => html`<span role="cell" class=${index === 0 && values.length > 1 ? "figure muted" : "figure"}>${value}</span>`)}
            ${hasChange ? html`<span role="cell" class="figure">${change}</span>` : nothing}
          </div>`,
      )}
    </div>
  </section>`;
}

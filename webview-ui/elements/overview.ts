// Overview: the verdict or the state first, then the figures it rests on, widest first, and what to beware of.
import { LitElement, html, nothing, type TemplateResult } from "lit";
import type { SummaryPlane } from "../../src/protocol/summary-plane.ts";
import type { Panel } from "../state/panel.ts";
import { isLive, type PanelState } from "../state/panel-state.ts";
import { baseStyles, chartStyles, tableStyles } from "../styles/base.ts";
import { criteriaStyles } from "../styles/criteria.ts";
import { figureStyles } from "../styles/overview-figures.ts";
import { overviewStyles } from "../styles/overview.ts";
import { stateCardStyles } from "../styles/state-card.ts";
import { contextLine, contextStyles } from "./context-line.ts";
import { controlStyles } from "./controls.ts";
import { criteriaTable } from "./criteria-table.ts";
import { gatesList } from "./gates-list.ts";
import { icon } from "./icon.ts";
import { link } from "./links.ts";
import { plainText } from "./plain-text.ts";
import { rowStrip } from "./row-strip.ts";
import { soFar, stateCard } from "./state-card.ts";
import { successRate } from "./success-rate.ts";
import { totalsTable } from "./totals-table.ts";
import { verdictBlock } from "./verdict-block.ts";

export class TouchstoneOverview extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    chartStyles,
    controlStyles,
    contextStyles,
    overviewStyles,
    stateCardStyles,
    figureStyles,
    criteriaStyles,
  ];
  static override properties = { panel: { attribute: false }, state: { attribute: false } };
  declare panel: Panel;
  declare state: PanelState;

  protected override render(): TemplateResult {
    const { summary } = this.state;
    return html`<div class="scroller" tabindex="-1">
      ${
        summary === null
          ? html`<p class="card muted">${icon("loading")} Loading the results…</p>`
          : html`${contextLine(this.panel, this.state)}${this.#banner(summary)}
              <div class=${summary.editedSince === null ? "figures" : "figures dimmed"}>${this.#figures(summary)}</div>`
      }
    </div>`;
  }

  #figures(summary: SummaryPlane): TemplateResult {
    const { panel } = this;
    const hasFigures = summary.arms.some((arm) => arm.samples > 0);
    const areSoFar = isLive(summary.status);
    return html`
      ${summary.card === null ? nothing : stateCard(panel, summary.card, summary)}
      ${summary.comparison === null ? nothing : verdictBlock(panel, summary.comparison)}
      ${hasFigures && areSoFar ? soFar(summary) : nothing}
      ${
        hasFigures && !areSoFar
          ? html`<div class="columns">
              ${successRate(summary.arms)} ${summary.comparison === null ? nothing : rowStrip(panel, summary, summary.comparison)}
            </div>`
          : nothing
      }
      ${summary.gates === null ? nothing : gatesList(summary.gates)}
      ${hasFigures && summary.criteria.length > 0 ? criteriaTable(panel, summary) : nothing}
      <div class="columns of-tables">
        ${hasFigures && summary.totals.length > 0 ? totalsTable(summary) : nothing}${this.#warnings(summary)}
      </div>
    `;
  }

  #banner({ editedSince }: SummaryPlane): TemplateResult | typeof nothing {
    if (editedSince === null) return nothing;
    return html`<div class="banner" role="note">
      ${icon("info", "info")}
      <div>
        ${plainText(editedSince.sentence)} ${editedSince.actions.map(({ label, action }) => link(label, () => this.panel.act(action)))}
      </div>
    </div>`;
  }

  #warnings({ warnings }: SummaryPlane): TemplateResult | typeof nothing {
    if (warnings.length === 0) return nothing;
    return html`<section aria-labelledby="warnings">
      <div class="title">
        <h2 id="warnings">Warnings</h2>
        <span class="note">${warnings.length}</span>
      </div>
      <ul class="warnings">
        ${warnings.map(
          ({ severity, text, actions }) =>
            html`<li>
              ${icon(severity, severity)}
              <div>
                <span class="visually-hidden">${severity === "warning" ? "Warning:" : "Note:"}</span>
                ${plainText(text)} ${actions.map(({ label, action }) => link(label, () => this.panel.act(action)))}
              </div>
            </li>`,
        )}
      </ul>
    </section>`;
  }
}

// Why there are no final figures: the same grid for every state, and at most one filled button.
import { html, nothing, type TemplateResult } from "lit";
import type { StateCard, SummaryPlane } from "../../src/protocol/summary-plane.ts";
import { isLive } from "../state/panel-state.ts";
import type { Panel } from "../state/panel.ts";
import { percent } from "../text/figures.ts";
import type { IconName } from "../text/icons.ts";
import { armTitle, type Tone } from "../text/words.ts";
import { armMark } from "./arm-mark.ts";
import { button } from "./controls.ts";
import { icon } from "./icon.ts";
import { link } from "./links.ts";
import { plainText } from "./plain-text.ts";

const icons: Readonly<Record<StateCard["icon"], { readonly name: IconName; readonly tone: Tone }>> = {
  beaker: { name: "beaker", tone: "plain" },
  loading: { name: "loading", tone: "plain" },
  sync: { name: "sync", tone: "plain" },
  stop: { name: "debug-stop", tone: "plain" },
  error: { name: "error", tone: "bad" },
  shield: { name: "shield", tone: "plain" },
  warning: { name: "warning", tone: "warning" },
  info: { name: "info", tone: "info" },
};

export function stateCard(panel: Panel, card: StateCard, { status }: SummaryPlane): TemplateResult {
  const { name, tone } = icons[card.icon];
  const [first, ...others] = card.actions;
  // While a run is live its first action ends it, and what ends something is never the filled button.
  const kind = isLive(status) ? "secondary" : "primary";
  return html`<section class="card" aria-labelledby="state">
    <div class=${name === "loading" ? "spinning" : ""}>${icon(name, tone)}</div>
    <div>
      <h2 id="state" class="headline">${plainText(card.sentence)}</h2>
      <p class="sentence">${plainText(card.explanation)}</p>
      ${
        first === undefined
          ? nothing
          : html`<div class="actions">
              ${button({ label: first.label, kind, onClick: () => panel.act(first.action) })}
              ${others.map(({ label, action }) => link(label, () => panel.act(action)))}
            </div>`
      }
      ${
        card.facts.length === 0
          ? nothing
          : html`<dl class="facts">
              ${card.facts.map(
                ({ label, value }) =>
                  html`<dt>${plainText(label)}</dt>
                    <dd>${plainText(value)}</dd>`,
              )}
            </dl>`
      }
    </div>
  </section>`;
}

/** Figures of a run that is still going; they are no result. */
export function soFar({ arms }: SummaryPlane): TemplateResult {
  return html`<section class="inset" aria-label="Figures so far">
    <div class="table so-far" role="table" aria-label="Figures so far">
      <div class="head" role="row">
        <span role="columnheader">So far</span><span role="columnheader" class="figure">Passed</span>
        <span role="columnheader" class="figure">Pass rate</span><span role="columnheader" class="figure">Errors</span>
      </div>
      ${arms.map(
        (arm) =>
          html`<div role="row">
            <span role="cell" class="arm">${armMark(arm.isBaseline)}${plainText(armTitle(arm.name))}</span>
            <span role="cell" class="figure">${arm.passed} of ${arm.samples}</span>
            <span role="cell" class="figure">${percent(arm.passRate?.value ?? null)}</span>
            <span role="cell" class="figure">${arm.errors}</span>
          </div>`,
      )}
    </div>
    <p class="note">No verdict before every planned sample has ended.</p>
  </section>`;
}

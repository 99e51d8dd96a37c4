// A value with its interval as a whisker: hollow or filled mark, so that colour is never needed, and the figures as its name.
import { html, svg, type TemplateResult } from "lit";
import type { Interval } from "../../src/protocol/summary-plane.ts";
import { placeOf, type Scale } from "./scale.ts";

export interface WhiskerOptions {
  readonly interval: Interval;
  readonly scale: Scale;
  readonly mark: "hollow" | "filled";
  readonly tone: "plain" | "good" | "bad" | "variant";
  /** The figures in words, for who cannot see the drawing. */
  readonly label: string;
}

const height = 24;
const middle = height / 2;

export function whisker({ interval, scale, mark, tone, label }: WhiskerOptions): TemplateResult {
  const [lower, value, upper] = [interval.lower, interval.value, interval.upper].map((figure) => placeOf(scale, figure));
  const cap = (place: string | undefined) => svg`<line x1=${place} x2=${place} y1=${middle - 4} y2=${middle + 4}></line>`;
  return html`<svg class="whisker ${tone}" width="100%" height=${height} role="img" aria-label=${label}>
    <line x1=${lower} x2=${upper} y1=${middle} y2=${middle}></line>
    ${cap(lower)}${cap(upper)}
    <circle class=${mark} cx=${value} cy=${middle} r="3.5"></circle>
  </svg>`;
}

/** Vertical lines of a scale behind its whiskers; only zero where it is inside, else every tick. */
export function gridLines(scale: Scale, lines: "zero" | "ticks"): TemplateResult {
  const shown = lines === "ticks" ? scale.ticks : scale.ticks.filter((tick) => tick === 0);
  return html`<svg class="grid-lines" width="100%" height="100%" aria-hidden="true">
    ${shown.map((tick) => svg`<line x1=${placeOf(scale, tick)} x2=${placeOf(scale, tick)} y1="0" y2="100%"></line>`)}
  </svg>`;
}

/** Whether a tick is so far from both ends that their words leave room for its own. */
function isInside(share: number): boolean {
  return share >= 0.3 && share <= 0.7;
}

/** The ticks of a scale as words under or over it; only the ends and zero where there is no room for more. */
export function axis(scale: Scale, label: (tick: number) => string): TemplateResult {
  const last = scale.ticks.length - 1;
  return html`<div class="axis" aria-hidden="true">
    <svg width="100%" height="16">
      ${scale.ticks.map((tick, index) => {
        const anchor = index === 0 ? "start" : index === last ? "end" : "middle";
        const kind = index === 0 || index === last || (tick === 0 && isInside(index / last)) ? "major" : "minor";
        return svg`<text class=${kind} x=${placeOf(scale, tick)} y="12" text-anchor=${anchor}>${label(tick)}</text>`;
      })}
    </svg>
  </div>`;
}

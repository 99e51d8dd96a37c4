// Icons of the editor's own font, as characters; the page's style sheet brings the font, and a word always stands beside or behind.
import { html, type TemplateResult } from "lit";
import { codePoints, type IconName } from "../text/icons.ts";
import type { Sign, Tone } from "../text/words.ts";

/** An icon that a screen reader passes over. */
export function icon(name: IconName, tone: Tone = "plain"): TemplateResult {
  return html`<span class="icon ${tone}" aria-hidden="true">${String.fromCodePoint(codePoints[name])}</span>`;
}

/** An icon with its word. */
export function sign({ icon: name, tone, word }: Sign): TemplateResult {
  return html`<span class="sign">${icon(name, tone)}<span>${word}</span></span>`;
}

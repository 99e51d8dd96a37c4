// Icons of the editor's own font, as characters; the page's style sheet brings the font, and a word always stands beside or behind.
import { html, type TemplateResult } from "lit";
import type { Sign, Tone } from "../text/words.ts";

/** Code points in the codicon font. */
export const codePoints = {
  "arrow-circle-down": 0xebfc,
  "arrow-circle-up": 0xebff,
  "arrow-down": 0xea9a,
  "arrow-up": 0xeaa1,
  beaker: 0xea79,
  check: 0xeab2,
  "chevron-down": 0xeab4,
  "chevron-right": 0xeab6,
  "circle-outline": 0xeabc,
  "circle-slash": 0xeabd,
  close: 0xea76,
  dash: 0xeacc,
  "debug-stop": 0xead7,
  diff: 0xeae1,
  edit: 0xea73,
  error: 0xea87,
  export: 0xebac,
  filter: 0xeaf1,
  "go-to-file": 0xea94,
  info: 0xea74,
  "list-flat": 0xeb84,
  loading: 0xeb19,
  "open-preview": 0xeb28,
  pass: 0xeba4,
  play: 0xeb2c,
  question: 0xeb32,
  remove: 0xeb3b,
  shield: 0xeb53,
  "split-horizontal": 0xeb56,
  sync: 0xea77,
  warning: 0xea6c,
  x: 0xea76,
} as const;

export type IconName = keyof typeof codePoints;

/** An icon that a screen reader passes over. */
export function icon(name: IconName, tone: Tone = "plain"): TemplateResult {
  return html`<span class="icon ${tone}" aria-hidden="true">${String.fromCodePoint(codePoints[name])}</span>`;
}

/** An icon with its word. */
export function sign({ icon: name, tone, word }: Sign): TemplateResult {
  return html`<span class="sign">${icon(name, tone)}<span>${word}</span></span>`;
}

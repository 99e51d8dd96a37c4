// The mark of an arm beside its name: hollow for the baseline, filled for a variant, as in the charts.
import { html, type TemplateResult } from "lit";

export function armMark(isBaseline: boolean): TemplateResult {
  return html`<svg class=${isBaseline ? "mark baseline" : "mark"} width="16" height="16" aria-hidden="true">
    <circle cx="8" cy="8" r="3.5"></circle>
  </svg>`;
}

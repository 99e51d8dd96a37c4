// Every call that was made for the sample, in order, with its time and price.
import { html, nothing, type TemplateResult } from "lit";
import type { SamplePlane } from "../../src/protocol/sample-plane.ts";
import { icon } from "./icon.ts";
import { plainText } from "./plain-text.ts";

const figures = ["Started", "First token", "Total", "Input", "Output", "Cost"] as const;

export function attemptsTable({ attempts }: SamplePlane): TemplateResult | typeof nothing {
  if (attempts.length === 0) return nothing;
  return html`<section aria-labelledby="attempts">
    <div class="title"><h2 id="attempts">Attempts, timing and cost</h2></div>
    <div class="sideways" tabindex="0" role="group" aria-label="Attempts, timing and cost">
      <div class="table attempts" role="table" aria-labelledby="attempts">
        <div class="head" role="row">
          <span role="columnheader">Call</span><span role="columnheader">Result</span>
          ${figures.map((title) => html`<span role="columnheader" class="figure">${title}</span>`)}
        </div>
        ${attempts.map(
          ({ call, result, isError, ...attempt }) =>
            html`<div role="row">
              <span role="rowheader" class="cut">${plainText(call)}</span>
              <span role="cell" class="result">${isError ? icon("warning", "warning") : icon("check", "good")} ${plainText(result)}</span>
              ${[attempt.started, attempt.firstToken, attempt.total, attempt.input, attempt.output, attempt.cost].map(
                (value, index) => html`<span role="cell" class="figure" data-title=${figures[index] ?? ""}>${plainText(value)}</span>`,
              )}
            </div>`,
        )}
      </div>
    </div>
  </section>`;
}

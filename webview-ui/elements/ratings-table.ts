// What each criterion said of each response, and why.
import { html, nothing, type TemplateResult } from "lit";
import type { RatingPlane, SamplePlane } from "../../src/protocol/sample-plane.ts";
import { armTitle, ratingSigns } from "../text/words.ts";
import { sign } from "./icon.ts";
import { plainText } from "./plain-text.ts";

export function ratingsTable({ ratings, responses, judge }: SamplePlane): TemplateResult | typeof nothing {
  if (ratings.length === 0) return nothing;
  const last = responses.at(-1)?.variant ?? "";
  return html`<section aria-labelledby="ratings">
    <div class="title">
      <h2 id="ratings">Ratings</h2>
      <span class="note">${plainText(judge)}</span>
    </div>
    <div class=${`table ratings arms-${responses.length}`} role="table" aria-labelledby="ratings">
      <div class="head" role="row">
        <span role="columnheader">Criterion</span>
        ${responses.map(({ variant }) => html`<span role="columnheader" class="cut">${plainText(armTitle(variant))}</span>`)}
        <span role="columnheader" class="cut">Reason${responses.length > 1 ? html` for ${plainText(last)}` : nothing}</span>
      </div>
      ${ratings.map(
        ({ name, isHard, arms }) =>
          html`<div role="row">
            <span role="rowheader" class="name">${plainText(name)} ${isHard ? html`<span class="note">hard</span>` : nothing}</span>
            ${responses.map((_, index) => html`<span role="cell" class="label">${label(arms[index])}</span>`)}
            <span role="cell" class="reason">${reasons(arms, responses)}</span>
          </div>`,
      )}
    </div>
  </section>`;
}

function label(rating: RatingPlane | undefined): TemplateResult {
  return rating?.label == null ? html`<span class="muted">–</span>` : sign(ratingSigns[rating.label]);
}

/** The reason of the last arm; the baseline's as well where the two disagree. */
function reasons(arms: readonly RatingPlane[], responses: SamplePlane["responses"]): TemplateResult {
  const last = arms.at(-1);
  const first = arms[0];
  const otherReason = arms.length > 1 && first?.label !== last?.label ? (first?.reason ?? null) : null;
  return html`${last?.reason == null ? html`<span class="muted">–</span>` : plainText(last.reason)}
  ${otherReason === null ? nothing : html`<span class="note other">${plainText(responses[0]?.variant ?? "baseline")}: ${plainText(otherReason)}</span>`}`;
}

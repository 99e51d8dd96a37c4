// The gates of a run: the verdict in a sentence, and every rule under it, those that fail first.
import { html, type TemplateResult } from "lit";
import type { GatesPlane } from "../../src/protocol/summary-plane.ts";
import { rulingSigns } from "../text/words.ts";
import { icon } from "./icon.ts";
import { plainText } from "./plain-text.ts";

export function gatesList({ sentence, rulings }: GatesPlane): TemplateResult {
  return html`<section class="gates" aria-labelledby="gates">
    <div class="title">
      <h2 id="gates">Gates</h2>
      <p class="note">${plainText(sentence)}</p>
    </div>
    <ul class="warnings">
      ${rulings.map(({ verdict, sentence: ruling }) => {
        const { word, icon: name, tone } = rulingSigns[verdict];
        return html`<li>
          ${icon(name, tone)}
          <div><span class="visually-hidden">${word}:</span> ${plainText(ruling)}</div>
        </li>`;
      })}
    </ul>
  </section>`;
}

// The verdict: icon, word and sentence; how it was computed only for who asks.
import { html, nothing, type TemplateResult } from "lit";
import type { ComparisonPlane } from "../../src/protocol/summary-plane.ts";
import type { Panel } from "../state/panel.ts";
import { noiseCheckSign, verdictSigns } from "../text/words.ts";
import { icon } from "./icon.ts";
import { link } from "./links.ts";
import { plainText } from "./plain-text.ts";

export function verdictBlock(panel: Panel, { verdict, sentence, details, noise, isNoiseCheck }: ComparisonPlane): TemplateResult {
  const { word, icon: name, tone } = isNoiseCheck ? noiseCheckSign : verdictSigns[verdict];
  return html`<section class="verdict" aria-labelledby="verdict">
    ${icon(name, tone)}
    <div>
      <h2 id="verdict" class="headline">${word}</h2>
      <p class="sentence">${plainText(sentence)} ${link("Show Rows That Differ", () => panel.showRows(["regressed", "improved"]))}</p>
      ${noise === null || isNoiseCheck ? nothing : html`<p class="note">Noise ${plainText(noise)}</p>`}
      <details>
        <summary class="note">How was this computed?</summary>
        <p class="note">${plainText(details)}</p>
      </details>
    </div>
  </section>`;
}

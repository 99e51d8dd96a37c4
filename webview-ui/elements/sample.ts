// Sample: one row in full, what was sent, what came back in both arms, what was said of it; Esc leads back to the rows.
import { LitElement, html, nothing, type TemplateResult } from "lit";
import type { SamplePlane } from "../../src/protocol/sample-plane.ts";
import { isSameKey, type Panel } from "../state/panel.ts";
import type { PanelState } from "../state/panel-state.ts";
import { baseStyles, tableStyles } from "../styles/base.ts";
import { responseStyles } from "../styles/responses.ts";
import { sampleStyles } from "../styles/sample.ts";
import { countOf, placeLabel, rowSigns } from "../text/words.ts";
import { attemptsTable } from "./attempts-table.ts";
import { sign } from "./icon.ts";
import { iconButton, link } from "./links.ts";
import { messageList } from "./message-list.ts";
import { plainText } from "./plain-text.ts";
import { ratingsTable } from "./ratings-table.ts";
import { responses } from "./responses.ts";

const inlineBelow = 600;

export class TouchstoneSample extends LitElement {
  static override styles = [baseStyles, tableStyles, responseStyles, sampleStyles];
  static override properties = { panel: { attribute: false }, state: { attribute: false } };
  declare panel: Panel;
  declare state: PanelState;
  #isInline: boolean | null = null;
  #isNarrow = false;
  readonly #resize = new ResizeObserver(([entry]) => {
    this.#isNarrow = (entry?.contentRect.width ?? inlineBelow) < inlineBelow;
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".scroller")?.focus();
  }

  /** Opens a neighbour among the rows that match. */
  move(direction: "previous" | "next"): void {
    const key = this.state.sample?.[direction];
    if (key != null) this.panel.openSample(key);
  }

  protected override render(): TemplateResult {
    const { openSample, sample, isSampleMissing } = this.state;
    if (openSample === null) return this.#empty("No sample is open. Choose a row and press Enter.");
    if (isSampleMissing)
      return this.#empty(this.panel.isFile ? "This file leaves that sample out: see its warnings." : "This run has no such sample.");
    if (sample === null) return this.#empty("Loading the sample…");
    return html`${this.#navigator(sample)}
      <div class="scroller" tabindex="-1" aria-busy=${!isSameKey(sample.key, openSample)}>
        <div class="sample">
          <div class="answers">
            ${responses(this.panel, sample, {
              isInline: this.#isInline ?? this.#isNarrow,
              canChoose: !this.#isNarrow,
              onLayout: (isInline) => {
                this.#isInline = isInline;
                this.requestUpdate();
              },
            })}
            ${ratingsTable(sample)} ${attemptsTable(sample)}
          </div>
          <div class="asked">${messageList(this.panel, sample)}${this.#values(sample)}</div>
        </div>
      </div>`;
  }

  #empty(words: string): TemplateResult {
    return html`<div class="scroller empty" tabindex="-1">
      <p class="muted">${words} ${link("Show Rows", () => this.panel.showTab("rows"))}</p>
    </div>`;
  }

  #navigator(sample: SamplePlane): TemplateResult {
    const { position, matched, key, verdict, scoreText, rowPlace } = sample;
    const isComparing = sample.responses.length > 1;
    return html`<div class="navigator">
      <span class="moves">
        ${iconButton({ icon: "arrow-up", label: "Previous Sample (Alt+Up)", onClick: () => this.move("previous"), isDisabled: sample.previous === null })}
        ${iconButton({ icon: "arrow-down", label: "Next Sample (Alt+Down)", onClick: () => this.move("next"), isDisabled: sample.next === null })}
      </span>
      <span class="muted"
        >${position === null ? "not among the filtered rows" : `${position.toLocaleString("en")} of ${countOf(matched, "row")}`}</span
      >
      <h2 class="code cut">${plainText(key.row)}</h2>
      ${key.epoch > 0 ? html`<span class="muted">epoch ${key.epoch + 1}</span>` : nothing}
      <strong>${sign(rowSigns[verdict])}</strong><span>${plainText(scoreText)}</span>
      ${
        this.panel.isFile
          ? nothing
          : html`<span class="links">
              ${rowPlace === null ? nothing : link(`Go to ${placeLabel(rowPlace)}`, () => this.panel.openPlace(rowPlace))}
              ${link(isComparing ? "Open Diff Editor" : "Open Response", () => this.panel.openResponses(key))}
            </span>`
      }
    </div>`;
  }

  #values({ values }: SamplePlane): TemplateResult | typeof nothing {
    if (values.length === 0) return nothing;
    return html`<section aria-labelledby="row-values">
      <div class="title"><h2 id="row-values">Row</h2></div>
      <dl class="values">
        ${values.map(
          ({ name, value }) =>
            html`<dt>${plainText(name)}</dt>
              <dd class="code">${plainText(value)}</dd>`,
        )}
      </dl>
    </section>`;
  }
}

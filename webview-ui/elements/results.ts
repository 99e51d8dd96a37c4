// The panel itself: tabs, toolbar, progress and the tab that is shown; it takes the focus only where a person sends it.
import { LitElement, html, nothing, type TemplateResult } from "lit";
import type { Panel } from "../state/panel.ts";
import type { PanelState } from "../state/panel-state.ts";
import { baseStyles } from "../styles/base.ts";
import { visibleString } from "../text/visible-text.ts";
import { resultsStyles } from "../styles/results.ts";
import { iconButton, link } from "./links.ts";
import { icon } from "./icon.ts";
import { plainText } from "./plain-text.ts";
import { progressBar } from "./progress-bar.ts";
import { tabBar } from "./tab-bar.ts";
import { TouchstoneRows } from "./rows.ts";
import { TouchstoneSample } from "./sample.ts";
import { toolbar } from "./toolbar.ts";

export class TouchstoneResults extends LitElement {
  static override styles = [baseStyles, resultsStyles];
  static override properties = { panel: { attribute: false } };
  declare panel: Panel;
  #stopListening = (): void => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = this.panel.onChange(() => this.requestUpdate());
    document.addEventListener("keydown", this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening();
    document.removeEventListener("keydown", this.#onKey);
  }

  protected override render(): TemplateResult {
    const state = this.panel.state();
    return html`
      <div class="bar">
        ${tabBar(state.tab, (tab) => this.panel.showTab(tab))} ${toolbar(this.panel, state, () => void this.#focusFilter())}
      </div>
      ${progressBar(state.summary)}${this.#failure(state)}
      <div class="tab-panel" role="tabpanel" id="panel-overview" aria-labelledby="tab-overview" ?hidden=${state.tab !== "overview"}>
        <touchstone-overview .panel=${this.panel} .state=${state}></touchstone-overview>
      </div>
      <div class="tab-panel" role="tabpanel" id="panel-rows" aria-labelledby="tab-rows" ?hidden=${state.tab !== "rows"}>
        <touchstone-rows .panel=${this.panel} .state=${state} @sample-opened=${this.#focusSample}></touchstone-rows>
      </div>
      <div class="tab-panel" role="tabpanel" id="panel-sample" aria-labelledby="tab-sample" ?hidden=${state.tab !== "sample"}>
        <touchstone-sample .panel=${this.panel} .state=${state}></touchstone-sample>
      </div>
      <div class="visually-hidden" role="status" aria-live="polite">${state.announcement}</div>
    `;
  }

  protected override updated(): void {
    const title = this.panel.state().summary?.title;
    document.title = title === undefined ? "Results" : `Results: ${visibleString(title)}`;
  }

  #failure({ failure }: PanelState): TemplateResult | typeof nothing {
    if (failure === null) return nothing;
    return html`<div class="failure" role="alert">
      ${icon("error", "bad")}
      <div>
        ${plainText(failure.message)} ${failure.hint === null ? nothing : html`<span class="muted">${plainText(failure.hint)}</span>`}
        ${this.panel.isFile ? nothing : link("Show Log", () => this.panel.act({ kind: "command", command: "show-log" }))}
      </div>
      ${iconButton({ icon: "close", label: "Dismiss", onClick: () => this.panel.dismissFailure() })}
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { tab } = this.panel.state();
    if (event.defaultPrevented) return;
    if (event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      void this.#focusFilter();
    } else if (event.key === "Escape" && tab === "sample") {
      event.preventDefault();
      void this.#backToRows();
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && tab === "sample") {
      event.preventDefault();
      this.#element(TouchstoneSample)?.move(event.key === "ArrowUp" ? "previous" : "next");
    }
  };

  async #focusFilter(): Promise<void> {
    this.panel.showTab("rows");
    await this.updateComplete;
    this.#element(TouchstoneRows)?.focusFilter();
  }

  async #backToRows(): Promise<void> {
    this.panel.showTab("rows");
    await this.updateComplete;
    this.#element(TouchstoneRows)?.focusGrid();
  }

  readonly #focusSample = async (): Promise<void> => {
    await this.updateComplete;
    this.#element(TouchstoneSample)?.focus();
  };

  #element<Shown extends HTMLElement>(type: new () => Shown): Shown | null {
    const elements = [...(this.shadowRoot?.querySelectorAll("touchstone-rows, touchstone-sample") ?? [])];
    return elements.find((element): element is Shown => element instanceof type) ?? null;
  }
}

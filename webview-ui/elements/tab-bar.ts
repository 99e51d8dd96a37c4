// The tabs: one stop of the Tab key, arrows move between them.
import { html, type TemplateResult } from "lit";
import type { Tab } from "../state/panel-state.ts";

const tabs: readonly { readonly id: Tab; readonly title: string }[] = [
  { id: "overview", title: "Overview" },
  { id: "rows", title: "Rows" },
  { id: "sample", title: "Sample" },
];

export function tabBar(shown: Tab, onSelect: (tab: Tab) => void): TemplateResult {
  return html`<div
    class="tabs"
    role="tablist"
    aria-label="Views of the results"
    @keydown=${(event: KeyboardEvent) => onKey(event, shown, onSelect)}
  >
    ${tabs.map(
      ({ id, title }) =>
        html`<button
          type="button"
          class="tab"
          role="tab"
          id=${`tab-${id}`}
          aria-controls=${`panel-${id}`}
          aria-selected=${id === shown}
          tabindex=${id === shown ? 0 : -1}
          @click=${() => onSelect(id)}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}

function onKey(event: KeyboardEvent, shown: Tab, onSelect: (tab: Tab) => void): void {
  const target = targetOf(
    event.key,
    tabs.findIndex(({ id }) => id === shown),
  );
  const next = target === null ? undefined : tabs[target];
  if (next === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  onSelect(next.id);
  event.currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
}

function targetOf(key: string, place: number): number | null {
  if (key === "ArrowRight") return (place + 1) % tabs.length;
  if (key === "ArrowLeft") return (place + tabs.length - 1) % tabs.length;
  if (key === "Home") return 0;
  return key === "End" ? tabs.length - 1 : null;
}

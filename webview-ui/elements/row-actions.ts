// What a row offers while the pointer is over it; the keyboard has a key for each.
import { html, nothing, type TemplateResult } from "lit";
import type { RowLine } from "../../src/protocol/rows-plane.ts";
import type { Panel } from "../state/panel.ts";
import { iconButton } from "./links.ts";

export interface RowActionOptions {
  readonly open: () => void;
  readonly panel: Panel;
  /** False in a run without variants. */
  readonly isComparing: boolean;
}

export function rowActions({ key }: RowLine, { open, panel, isComparing }: RowActionOptions): TemplateResult {
  const responses = isComparing
    ? ({ icon: "diff", label: "Open Diff Editor (D)" } as const)
    : ({ icon: "file", label: "Open Response (D)" } as const);
  return html`<span role="gridcell" class="row-actions" @dblclick=${(event: Event) => event.stopPropagation()}>
    ${iconButton({ icon: "open-preview", label: "Open Sample (Enter)", onClick: open, isSkipped: true })}
    ${
      panel.isFile
        ? nothing
        : html`${iconButton({ ...responses, onClick: () => panel.openResponses(key), isSkipped: true })}
          ${iconButton({ icon: "go-to-file", label: "Go to Row (G)", onClick: () => panel.openRow(key), isSkipped: true })}`
    }
  </span>`;
}

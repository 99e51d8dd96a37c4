// Links and toolbar icons as native buttons: nothing that is clicked has an address, so no text can become one.
import { html, nothing, type TemplateResult } from "lit";
import type { IconName } from "../text/icons.ts";
import { visibleString } from "../text/visible-text.ts";
import { icon } from "./icon.ts";

/** Words that do something; the label is drawn as text, whatever it holds. */
export function link(label: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="link" @click=${onClick}>${visibleString(label)}</button>`;
}

export interface IconButtonOptions {
  readonly icon: IconName;
  /** What it does, with its key: `Next sample (Alt+Down)`. */
  readonly label: string;
  readonly onClick: () => void;
  readonly isDisabled?: boolean;
  /** Set for a toggle. */
  readonly isPressed?: boolean;
  /** Left out of the tab order where a key does the same. */
  readonly isSkipped?: boolean;
}

export function iconButton({
  icon: name,
  label,
  onClick,
  isDisabled = false,
  isPressed,
  isSkipped = false,
}: IconButtonOptions): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    title=${label}
    aria-label=${label}
    aria-pressed=${isPressed ?? nothing}
    tabindex=${isSkipped ? -1 : nothing}
    ?disabled=${isDisabled}
    @click=${onClick}
  >
    ${icon(name)}
  </button>`;
}

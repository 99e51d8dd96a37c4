// The one door to the toolkit's leaf controls, as Lit functions: no other file knows its elements or attributes, so that it can be replaced here.
import {
  Dropdown,
  TextField,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { ref } from "lit/directives/ref.js";
import { visibleString } from "../text/visible-text.ts";

/** Registers the controls under names of our own, beside whatever else is on the page. */
export function registerControls(): void {
  const named = { prefix: "ts" };
  provideVSCodeDesignSystem().register(vsCodeButton(named), vsCodeDropdown(named), vsCodeOption(named), vsCodeTextField(named));
}

export interface ButtonOptions {
  readonly label: string;
  readonly kind: "primary" | "secondary";
  readonly onClick: () => void;
}

export function button({ label, kind, onClick }: ButtonOptions): TemplateResult {
  return html`<ts-button appearance=${kind} @click=${onClick}>${visibleString(label)}</ts-button>`;
}

export interface ChoiceOptions {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of several, as a drop-down list. */
export function choice({ label, options, value, onChange }: ChoiceOptions): TemplateResult {
  const index = options.findIndex((option) => option.value === value);
  const changed = (event: Event) => {
    const chosen = event.currentTarget instanceof Dropdown ? options[event.currentTarget.selectedIndex] : undefined;
    if (chosen !== undefined && chosen.value !== value) onChange(chosen.value);
  };
  return html`<ts-dropdown aria-label=${label} .selectedIndex=${live(index)} @change=${changed}>
    ${options.map((option, place) => html`<ts-option value=${String(place)} ?selected=${place === index}>${visibleString(option.label)}</ts-option>`)}
  </ts-dropdown>`;
}

export interface TextFieldOptions {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly mostCharacters: number;
  readonly onInput: (value: string) => void;
  /** What stands at the end of the field. */
  readonly end?: TemplateResult;
}

/** A field for one line. The toolkit names a field after its content as it enters the page, so ours is named right after. */
export function textField({ label, placeholder, value, mostCharacters, onInput, end }: TextFieldOptions): TemplateResult {
  const typed = (event: Event) => {
    if (event.currentTarget instanceof TextField) onInput(event.currentTarget.value);
  };
  return html`<ts-text-field
    ${ref((element) => queueMicrotask(() => element?.setAttribute("aria-label", label)))}
    placeholder=${placeholder}
    maxlength=${mostCharacters}
    .value=${live(value)}
    @input=${typed}
    >${end === undefined ? nothing : html`<div slot="end">${end}</div>`}</ts-text-field
  >`;
}

/** What gives the toolkit's controls our sizes and the editor's corners. */
export const controlStyles = css`
  ts-button,
  ts-dropdown,
  ts-dropdown::part(control),
  ts-dropdown::part(listbox),
  ts-text-field::part(root) {
    border-radius: var(--vscode-cornerRadius-small, 4px);
  }
  ts-button {
    height: 26px;
    white-space: nowrap;
  }
  ts-dropdown,
  ts-text-field {
    --input-height: 22;
    --type-ramp-base-font-size: 12px;
    --type-ramp-base-line-height: 16px;
    --input-min-width: 80px;
  }
  ts-dropdown::part(control) {
    padding-block: 0;
  }
  ts-text-field::part(control) {
    padding-inline: 8px;
  }
`;

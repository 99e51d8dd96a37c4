// What all elements look alike in: type, icons, links, focus, sections and tables; only variables of the theme.
import { css } from "lit";

export const baseStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
    color: var(--vscode-foreground);
    font: 13px/18px var(--vscode-font-family);
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  pre {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 13px;
    font-weight: 600;
  }
  button {
    border: 0;
    padding: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: inherit;
    cursor: pointer;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .link {
    color: var(--vscode-textLink-foreground);
    text-decoration: var(--ts-link-line);
    border-radius: 2px;
  }
  .link:hover {
    color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
    text-decoration: underline;
  }
  .icon {
    display: inline-block;
    flex: none;
    width: 16px;
    font: 16px/16px codicon;
    text-align: center;
    vertical-align: -3px;
    user-select: none;
  }
  .good {
    color: var(--vscode-charts-green);
  }
  .bad {
    color: var(--vscode-charts-red);
  }
  .warning {
    color: var(--vscode-problemsWarningIcon-foreground);
  }
  .info {
    color: var(--vscode-editorInfo-foreground);
  }
  .sign {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
    vertical-align: top;
  }
  .icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    width: 22px;
    height: 22px;
    border-radius: var(--vscode-cornerRadius-small, 4px);
    border: 1px solid transparent;
  }
  .icon-button:hover:enabled {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .icon-button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .icon-button:disabled {
    color: var(--vscode-disabledForeground);
    cursor: default;
  }
  .icon-button[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder);
    color: var(--vscode-inputOption-activeForeground);
  }
  .muted,
  .note {
    color: var(--vscode-descriptionForeground);
  }
  .note {
    font-size: 12px;
    line-height: 16px;
    font-weight: 400;
  }
  .code {
    font: 12px/18px var(--vscode-editor-font-family);
  }
  .hidden-character {
    margin-inline: 1px;
    padding-inline: 2px;
    border: 1px solid currentColor;
    border-radius: 2px;
    font: 10px/12px var(--vscode-editor-font-family);
    unicode-bidi: isolate;
    white-space: nowrap;
    opacity: 0.8;
  }
  section {
    margin-top: 20px;
    min-width: 0;
  }
  .title {
    display: flex;
    align-items: baseline;
    flex-wrap: wrap;
    gap: 0 8px;
    margin-bottom: 8px;
  }
  .title .end {
    display: flex;
    gap: 2px;
    margin-inline-start: auto;
    margin-block: -4px;
    align-self: center;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const tableStyles = css`
  .table {
    display: grid;
    column-gap: 12px;
  }
  .table > * > [role="row"],
  .table > [role="row"] {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
    align-items: center;
    min-height: 24px;
  }
  .table > [role="rowgroup"] {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
  }
  .table .head {
    border-bottom: 1px solid var(--vscode-panel-border);
    margin-bottom: 2px;
    font-size: 12px;
    line-height: 16px;
    color: var(--vscode-descriptionForeground);
  }
  .figure {
    text-align: right;
    white-space: nowrap;
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
`;

export const chartStyles = css`
  svg {
    display: block;
    overflow: visible;
  }
  .whisker line,
  .whisker circle {
    stroke: currentColor;
    stroke-width: 1.5;
  }
  .whisker .hollow {
    fill: var(--vscode-editor-background);
  }
  .whisker .filled {
    fill: currentColor;
  }
  .whisker.variant {
    color: var(--vscode-charts-blue);
  }
  .grid-lines {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .grid-lines line {
    stroke: var(--vscode-charts-lines);
    stroke-width: 1;
    opacity: 0.5;
  }
  .axis {
    container-type: inline-size;
    min-width: 0;
  }
  @container (width < 240px) {
    .axis .minor {
      display: none;
    }
  }
  .axis text {
    fill: var(--vscode-descriptionForeground);
    font: 11px/16px var(--vscode-font-family);
  }
`;

// Rows: filters and footer stand still, the grid between them scrolls both ways under its header.
import { css } from "lit";

export const rowsStyles = css`
  :host {
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow-y: auto;
  }
  .filters {
    display: grid;
    flex: none;
    gap: 8px;
    padding: 12px 20px 8px;
  }
  .chips-and-text {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    height: 22px;
    padding-inline: 6px 8px;
    border: 1px solid var(--vscode-dropdown-border);
    border-radius: var(--vscode-cornerRadius-small, 4px);
    font-size: 12px;
    line-height: 16px;
    white-space: nowrap;
  }
  .chip strong {
    font-weight: 600;
  }
  .chip:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .chip[aria-pressed="true"] {
    border: var(--ts-pressed-border) solid var(--vscode-inputOption-activeBorder);
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground);
    font-weight: var(--ts-pressed-weight);
  }
  .pressed-mark {
    display: var(--ts-pressed-check);
  }
  .chip .icon {
    font-size: 14px;
  }
  .filter {
    flex: 1;
    min-width: 160px;
  }
  .filter ts-text-field {
    width: 100%;
  }
  .order {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .order ts-dropdown {
    flex: 1;
    min-width: 0;
  }
  .grid {
    flex: 1;
    min-height: 120px;
    overflow: auto;
    position: relative;
    contain: strict;
    border-top: 1px solid var(--vscode-panel-border);
  }
  .grid.empty {
    contain: none;
    padding: 20px;
  }
  .grid:focus-visible {
    outline-offset: -1px;
  }
  .canvas {
    position: relative;
    width: 100%;
  }
  .body {
    position: relative;
  }
  .line {
    display: grid;
    grid-template-columns: var(--tracks);
    column-gap: 12px;
    align-items: center;
    padding-inline: 20px;
    height: 22px;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    height: 24px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-panel-border);
    color: var(--vscode-descriptionForeground);
    font-size: 12px;
    line-height: 16px;
  }
  .head > span {
    min-width: 0;
  }
  .head button {
    display: flex;
    max-width: 100%;
    align-items: center;
    border-radius: 2px;
  }
  .head .figure button {
    margin-inline-start: auto;
  }
  .head button:hover,
  .head [aria-sort] {
    color: var(--vscode-foreground);
  }
  .head .icon {
    margin-inline-start: 2px;
    width: 12px;
    font-size: 12px;
  }
  .row {
    --row-background: transparent;
    position: absolute;
    inset-inline: 0;
    display: grid;
    grid-template-columns: 100%;
    height: 22px;
    overflow: clip;
    cursor: default;
    background: var(--row-background);
  }
  .line > * {
    max-height: 22px;
  }
  .row:hover {
    --row-background: var(--vscode-list-hoverBackground, transparent);
  }
  .row[aria-selected="true"] {
    --row-background: var(--vscode-list-inactiveSelectionBackground, transparent);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .grid:focus .row[aria-selected="true"] {
    --row-background: var(--vscode-list-activeSelectionBackground, transparent);
    color: var(--vscode-list-activeSelectionForeground);
    outline: none;
  }
  /* Over the actions, which would cover an outline. */
  .grid:focus .row[aria-selected="true"]::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
    pointer-events: none;
  }
  .grid:focus .row[aria-selected="true"] :is(.icon, .muted, .of-tokens, .of-latency, .of-change) {
    color: inherit;
  }
  .figure {
    text-align: end;
    white-space: nowrap;
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .of-tokens,
  .of-latency,
  .of-change {
    color: var(--vscode-descriptionForeground);
  }
  .line .icon {
    font-size: 14px;
    vertical-align: -4px;
  }
  .moved .icon {
    width: 12px;
    font-size: 10px;
    color: var(--vscode-descriptionForeground);
  }
  .line,
  .row-actions {
    grid-area: 1 / 1;
  }
  .row-actions {
    display: none;
    justify-self: end;
    position: sticky;
    right: 0;
    height: 22px;
    gap: 2px;
    align-items: center;
    padding-inline: 8px 20px;
    background: linear-gradient(var(--row-background), var(--row-background)) var(--vscode-editor-background);
  }
  .row:hover .row-actions {
    display: flex;
  }
  .row-actions .icon-button {
    height: 20px;
    color: inherit;
  }
  .waiting .bar {
    position: absolute;
    inset: 8px 40% 8px 20px;
    border-radius: 2px;
    background: var(--vscode-list-hoverBackground);
  }
  footer {
    display: flex;
    flex: none;
    justify-content: space-between;
    gap: 12px;
    padding: 6px 20px;
    border-top: 1px solid var(--vscode-panel-border);
  }
  .keys {
    display: flex;
    gap: 12px;
    white-space: nowrap;
  }
  kbd {
    display: inline-block;
    min-width: 16px;
    margin-inline-end: 4px;
    padding-inline: 4px;
    border: 1px solid var(--vscode-dropdown-border);
    border-radius: 3px;
    font: 11px/14px var(--vscode-font-family);
    text-align: center;
  }
  .item {
    display: grid;
    grid-template: 18px 18px / minmax(max-content, auto) minmax(0, 1fr);
    column-gap: 12px;
    align-content: center;
    height: 46px;
    padding-inline: 16px;
    border-bottom: 1px solid var(--vscode-panel-border);
  }
  .row.item > * {
    max-height: 18px;
  }
  .narrow-rating {
    text-align: end;
  }
  .narrow-text {
    grid-column: 1 / -1;
  }
  @container (width < 600px) {
    .keys {
      display: none;
    }
  }
  @container (width < 420px) {
    .filters {
      padding-inline: 16px;
    }
    .filter {
      flex-basis: 100%;
    }
    footer {
      padding-inline: 16px;
    }
  }
`;

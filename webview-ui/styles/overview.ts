// Overview: two columns where there is room, one below 600 px, and tables as two-line items below 420 px.
import { css } from "lit";

export const overviewStyles = css`
  :host {
    container-type: inline-size;
  }
  .scroller {
    height: 100%;
    overflow-y: auto;
    padding: 12px 20px 20px;
    outline: none;
  }
  .headline {
    font-size: 14px;
    line-height: 20px;
    font-weight: 600;
  }
  .sentence {
    max-width: 72ch;
    overflow-wrap: anywhere;
  }
  .banner,
  .verdict,
  .card {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    column-gap: 8px;
  }
  .verdict,
  .card {
    margin-top: 12px;
  }
  .verdict > .icon,
  .card > div:first-child {
    margin-top: 2px;
  }
  .card .icon {
    vertical-align: top;
  }
  .banner {
    margin-top: 12px;
    padding: 8px;
    border: 1px solid var(--vscode-panel-border);
    border-radius: var(--vscode-cornerRadius-small, 4px);
    overflow-wrap: anywhere;
  }
  .banner .link,
  .warnings .link,
  .actions .link {
    margin-inline-end: 8px;
  }
  /* Not an opacity: text keeps 4.5 to 1. */
  .dimmed {
    color: color-mix(in srgb, var(--vscode-foreground) 75%, var(--vscode-editor-background));
  }
  .dimmed .whisker,
  .dimmed .strip,
  .dimmed .mark {
    opacity: 0.6;
  }
  details {
    margin-top: 2px;
  }
  details p {
    max-width: 90ch;
    padding: 2px 0 0 12px;
    overflow-wrap: anywhere;
  }
  summary {
    width: max-content;
    cursor: pointer;
    border-radius: 2px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin-top: 12px;
  }
  .facts {
    display: grid;
    grid-template-columns: minmax(80px, max-content) minmax(0, 1fr);
    gap: 2px 20px;
    margin-top: 16px;
    overflow-wrap: anywhere;
  }
  .facts dt {
    color: var(--vscode-descriptionForeground);
  }
  .inset {
    padding-inline-start: 24px;
    max-width: 560px;
  }
  .inset .note {
    margin-top: 8px;
  }
  .spinning .icon {
    animation: spinning 1.5s steps(30) infinite;
  }
  @keyframes spinning {
    to {
      transform: rotate(360deg);
    }
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    column-gap: 28px;
  }
  .arm {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .mark {
    flex: none;
    fill: var(--vscode-charts-blue);
    stroke: var(--vscode-charts-blue);
    stroke-width: 1.5;
  }
  .mark.baseline {
    fill: none;
    stroke: currentColor;
  }
  .rates {
    display: grid;
    grid-template-columns: minmax(0, max-content) max-content max-content minmax(80px, 1fr);
    column-gap: 12px;
  }
  .rate-line {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
    align-items: center;
  }
  .rates .plot,
  .rates .scale {
    grid-column: 4;
    padding-inline: 8px;
  }
  .whiskers {
    position: relative;
  }
  .strip rect {
    fill: var(--vscode-charts-lines);
    opacity: 0.6;
    stroke: var(--vscode-editor-background);
    stroke-width: 1;
  }
  .strip .good {
    fill: var(--vscode-charts-green);
    opacity: 1;
  }
  .strip .bad {
    fill: var(--vscode-charts-red);
    opacity: 1;
  }
  .strip-words {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    margin-top: 6px;
  }
  .plain {
    border-radius: 2px;
  }
  .plain:hover {
    text-decoration: underline;
  }
  .all .name,
  .all .figure,
  .all .conclusion {
    font-weight: 600;
  }
  .opens {
    cursor: pointer;
  }
  .opens:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .criteria {
    grid-template-columns: minmax(96px, max-content) repeat(2, max-content);
  }
  .criteria.arms-1 {
    grid-template-columns: minmax(96px, max-content) max-content;
  }
  .criteria.compared {
    grid-template-columns:
      minmax(96px, max-content) minmax(48px, max-content) minmax(48px, max-content) max-content
      minmax(80px, 1fr) max-content max-content max-content;
  }
  .criteria.arms-2 .rate.first {
    color: var(--vscode-descriptionForeground);
  }
  .criteria.arms-2 .all .rate.first {
    color: inherit;
  }
  .criteria .plot {
    position: relative;
    height: 24px;
  }
  .criteria .head .cut {
    max-width: 96px;
  }
  .narrow-axis {
    display: none;
  }
  .totals {
    grid-template-columns: minmax(0, 1fr) max-content;
  }
  .totals.arms-2 {
    grid-template-columns: minmax(0, 1fr) repeat(2, minmax(64px, max-content));
  }
  .totals.arms-2.compared {
    grid-template-columns: minmax(0, 1fr) repeat(3, minmax(56px, max-content));
  }
  .so-far {
    grid-template-columns: minmax(0, 1fr) repeat(3, max-content);
  }
  .so-far,
  .totals {
    column-gap: 20px;
  }
  .warnings {
    list-style: none;
  }
  .warnings li {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    column-gap: 8px;
    margin-bottom: 4px;
    overflow-wrap: anywhere;
  }
  .warnings .icon {
    margin-top: 1px;
  }

  @container (width < 800px) {
    .totals {
      column-gap: 12px;
    }
  }
  @container (width < 600px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .criteria,
    .criteria.compared {
      column-gap: 8px;
    }
    .criteria.compared {
      grid-template-columns: minmax(72px, 1fr) repeat(3, max-content) minmax(72px, 1fr) max-content max-content max-content;
    }
  }
  @container (width < 520px) {
    .criteria.compared .won,
    .criteria.compared .lost,
    .criteria.compared .head > :nth-last-child(2),
    .criteria.compared .head > :nth-last-child(3) {
      display: none;
    }
    .criteria.compared {
      grid-template-columns: minmax(72px, 1fr) repeat(3, max-content) minmax(72px, 1fr) max-content;
    }
  }
  @container (width < 420px) {
    .scroller {
      padding-inline: 16px;
    }
    .inset {
      padding-inline-start: 0;
    }
    .rates {
      grid-template-columns: minmax(0, 1fr) max-content max-content;
    }
    .rates .plot,
    .rates .scale {
      grid-column: 1 / -1;
    }
    .criteria.compared {
      grid-template-columns: 44px 56px minmax(0, 1fr);
    }
    .criteria.compared .head {
      display: none;
    }
    .criteria.compared [role="row"] {
      grid-template-rows: 20px 24px;
      padding-block: 2px;
    }
    .criteria.compared .name {
      grid-column: 1 / -1;
      grid-row: 1;
      max-width: calc(100% - 140px);
    }
    .criteria.compared .conclusion {
      grid-column: 3;
      grid-row: 1;
      justify-self: end;
    }
    .criteria.compared .rate.first {
      display: none;
    }
    .criteria.compared .points {
      grid-column: 1;
      grid-row: 2;
      text-align: start;
    }
    .criteria.compared .rate {
      grid-column: 2;
      grid-row: 2;
      color: var(--vscode-descriptionForeground);
      font-weight: 400;
      text-align: start;
    }
    .criteria.compared .plot {
      grid-column: 3;
      grid-row: 2;
      margin-inline-start: 12px;
    }
    .narrow-axis {
      display: block;
      grid-column: 3;
      margin-inline-start: 12px;
    }
    .totals,
    .totals.arms-2.compared,
    .so-far {
      column-gap: 8px;
    }
    .totals.arms-2.compared {
      grid-template-columns: minmax(0, 1fr) repeat(3, minmax(48px, max-content));
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinning .icon {
      animation: none;
    }
  }
`;

// Overview: the order of its parts, two columns where there is room, one where there is none.
import { css } from "lit";

export const overviewStyles = css`
  :host {
    container: overview / inline-size;
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
    margin-top: 12px;
  }
  .verdict > .icon {
    margin-top: 2px;
  }
  .banner {
    padding: 8px;
    border: 1px solid var(--vscode-panel-border);
    border-radius: var(--vscode-cornerRadius-small, 4px);
    overflow-wrap: anywhere;
  }
  .banner .link,
  .warnings .link {
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
  .columns {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    column-gap: 28px;
  }
  .columns > section {
    container: part / inline-size;
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
  .plain {
    border-radius: 2px;
  }
  .plain:hover {
    text-decoration: underline;
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

  @container overview (width < 700px) {
    .columns.of-tables {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @container overview (width < 600px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @container overview (width < 420px) {
    .scroller {
      padding-inline: 16px;
    }
  }
`;

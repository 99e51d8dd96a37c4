// Success rates, the strip of rows and the totals: each fits the column it stands in, so that names and labels can be read.
import { css } from "lit";

export const figureStyles = css`
  .rates {
    display: grid;
    grid-template-columns: minmax(72px, max-content) max-content max-content minmax(96px, 1fr);
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
  /* The labels are ours and short; a long name of an arm is cut, and does not make its column wider. */
  .totals {
    grid-template-columns: minmax(max-content, 1fr) max-content;
    column-gap: 12px;
  }
  .totals.arms-2 {
    grid-template-columns: minmax(max-content, 1fr) repeat(2, minmax(64px, max-content));
  }
  .totals.arms-2.compared {
    grid-template-columns: minmax(max-content, 1fr) repeat(3, minmax(56px, max-content));
  }
  .totals .head .cut {
    contain: inline-size;
  }

  @container part (width < 340px) {
    .rates {
      grid-template-columns: minmax(0, 1fr) max-content max-content;
    }
    .rates .plot,
    .rates .scale {
      grid-column: 1 / -1;
    }
    .totals,
    .totals.arms-2,
    .totals.arms-2.compared {
      column-gap: 8px;
    }
    .totals.arms-2 {
      grid-template-columns: minmax(min-content, 1fr) repeat(2, max-content);
    }
    .totals.arms-2.compared {
      grid-template-columns: minmax(min-content, 1fr) repeat(3, max-content);
    }
  }
`;

// Sample: the navigator stands still; messages to the left of the answers where there is room, below them where there is none.
import { css } from "lit";

export const sampleStyles = css`
  :host {
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .navigator {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 12px;
    padding: 6px 20px;
    border-bottom: 1px solid var(--vscode-panel-border);
  }
  .navigator h2 {
    font-weight: 600;
    max-width: 100%;
  }
  .navigator strong {
    font-weight: 600;
  }
  .moves {
    display: flex;
    gap: 2px;
    margin-inline-start: -4px;
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    margin-inline-start: auto;
  }
  .scroller {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    outline: none;
  }
  .empty {
    padding: 20px;
  }
  .sample {
    display: grid;
    grid-template-columns: minmax(260px, 360px) minmax(0, 1fr);
    min-height: 100%;
  }
  .asked {
    order: -1;
    padding: 0 20px 20px;
    border-inline-end: 1px solid var(--vscode-panel-border);
    min-width: 0;
  }
  .answers {
    padding: 0 20px 20px;
    min-width: 0;
  }
  .asked > section:first-child,
  .answers > section:first-child {
    margin-top: 12px;
  }
  .message {
    margin-bottom: 8px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
    border-radius: var(--vscode-cornerRadius-small, 4px);
    overflow: hidden;
    contain: paint;
  }
  .message header {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    padding: 4px 8px;
    border-bottom: 1px solid var(--vscode-panel-border);
    background: var(--vscode-sideBar-background, transparent);
    font-size: 12px;
    line-height: 16px;
  }
  .message h3 {
    font: inherit;
    font-weight: 600;
  }
  .message .text {
    padding: 8px;
    max-height: 360px;
    overflow-y: auto;
  }
  .message .note {
    padding: 0 8px 8px;
  }
  .filled-in {
    text-decoration: underline dotted var(--vscode-textLink-foreground);
    text-underline-offset: 3px;
  }
  .values {
    display: grid;
    grid-template-columns: minmax(64px, max-content) minmax(0, 1fr);
    gap: 4px 20px;
  }
  .values dt {
    max-width: 160px;
    overflow-wrap: anywhere;
  }
  .values dd bdi {
    white-space: pre-wrap;
  }
  .values dd {
    overflow-wrap: anywhere;
    max-height: 180px;
    overflow-y: auto;
  }
  .ratings {
    grid-template-columns: minmax(80px, max-content) max-content minmax(0, 1fr);
  }
  .ratings.arms-2 {
    grid-template-columns: minmax(80px, max-content) minmax(56px, max-content) minmax(56px, max-content) minmax(0, 1fr);
  }
  .ratings [role="row"]:not(.head) {
    align-items: start;
    padding-block: 3px;
  }
  .ratings .name {
    max-width: 220px;
    overflow-wrap: anywhere;
  }
  .ratings .head .cut {
    max-width: 120px;
  }
  .ratings .reason {
    overflow-wrap: anywhere;
    max-height: 108px;
    overflow-y: auto;
  }
  .ratings .reason bdi {
    white-space: pre-wrap;
  }
  .reason .other {
    display: block;
  }
  .sideways {
    overflow-x: auto;
  }
  .attempts {
    grid-template-columns: minmax(64px, max-content) minmax(80px, 1fr) repeat(6, max-content);
    min-width: max-content;
  }
  .attempts .cut {
    max-width: 200px;
  }
  .attempts .result {
    max-width: 40ch;
    overflow-wrap: anywhere;
  }

  @container (width < 900px) {
    .sample {
      grid-template-columns: minmax(0, 1fr);
      min-height: 0;
    }
    .asked {
      order: 0;
      border: 0;
    }
    .asked > section:first-child {
      margin-top: 0;
    }
  }
  @container (width < 420px) {
    .navigator,
    .asked,
    .answers {
      padding-inline: 16px;
    }
    .links {
      margin-inline-start: 0;
    }
    .ratings.arms-1,
    .ratings.arms-2 {
      grid-template-columns: minmax(0, 1fr) max-content max-content;
    }
    .ratings.arms-1 {
      grid-template-columns: minmax(0, 1fr) max-content;
    }
    .ratings .head {
      display: none;
    }
    .ratings .reason {
      grid-column: 1 / -1;
      color: var(--vscode-descriptionForeground);
      font-size: 12px;
      line-height: 16px;
    }
    .ratings .label {
      display: inline-flex;
    }
    .ratings.arms-2 .label + .label::before {
      content: "→";
      margin-inline-end: 8px;
    }
    .attempts {
      min-width: 0;
      grid-template-columns: minmax(0, 1fr);
    }
    .attempts .head {
      display: none;
    }
    .attempts [role="row"]:not(.head) {
      display: flex;
      flex-wrap: wrap;
      column-gap: 12px;
      padding-block: 4px;
      border-bottom: 1px solid var(--vscode-panel-border);
    }
    .attempts .result {
      flex: 1 1 50%;
    }
    .attempts .figure {
      font-size: 12px;
      line-height: 16px;
      color: var(--vscode-descriptionForeground);
    }
    .attempts .figure::before {
      content: attr(data-title) " ";
    }
  }
`;

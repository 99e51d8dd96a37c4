// The frame of the panel.
import { css } from "lit";

export const resultsStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    background: var(--vscode-editor-background);
  }
  .bar {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    height: 36px;
    padding-inline: 20px 16px;
    border-bottom: 1px solid var(--vscode-panel-border);
  }
  .tabs {
    display: flex;
    gap: 20px;
    height: 100%;
  }
  .tab {
    height: 36px;
    color: var(--vscode-descriptionForeground);
    border-bottom: 2px solid transparent;
  }
  .tab:hover,
  .tab[aria-selected="true"] {
    color: var(--vscode-foreground);
  }
  .tab[aria-selected="true"] {
    border-bottom-color: var(--vscode-panelTitle-activeBorder);
  }
  .tab:focus-visible {
    outline-offset: -2px;
  }
  .toolbar {
    display: flex;
    gap: 4px;
  }
  .progress {
    flex: none;
    height: 2px;
    margin-bottom: -2px;
    overflow: hidden;
    z-index: 2;
  }
  .progress > div {
    height: 2px;
    background: var(--vscode-progressBar-background);
    transition: width 0.2s linear;
  }
  .progress > .moving {
    width: 20%;
    animation: moving 2s linear infinite;
  }
  @keyframes moving {
    from {
      transform: translateX(-100%);
    }
    to {
      transform: translateX(500%);
    }
  }
  .failure {
    display: flex;
    flex: none;
    gap: 8px;
    align-items: start;
    padding: 8px 16px 8px 20px;
    border-bottom: 1px solid var(--vscode-panel-border);
  }
  .failure > div {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .tab-panel {
    flex: 1;
    min-height: 0;
  }
  .tab-panel[hidden] {
    display: none;
  }
  .tab-panel > * {
    height: 100%;
  }
  @media (width < 360px) {
    .bar {
      padding-inline: 16px 8px;
    }
    .tabs {
      gap: 16px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .progress > div {
      transition: none;
    }
    .progress > .moving {
      width: 100%;
      animation: none;
    }
  }
`;

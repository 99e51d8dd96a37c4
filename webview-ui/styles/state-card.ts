// The card that stands where there are no final figures, and the figures so far below it.
import { css } from "lit";

export const stateCardStyles = css`
  .card > div:first-child {
    margin-top: 2px;
  }
  .card .icon {
    vertical-align: top;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin-top: 12px;
  }
  .actions .link {
    margin-inline-end: 8px;
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
  .so-far {
    grid-template-columns: minmax(0, 1fr) repeat(3, max-content);
    column-gap: 20px;
  }
  .spinning .icon {
    animation: spinning 1.5s steps(30) infinite;
  }
  @keyframes spinning {
    to {
      transform: rotate(360deg);
    }
  }
  @container overview (width < 420px) {
    .inset {
      padding-inline-start: 0;
    }
    .so-far {
      column-gap: 8px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinning .icon {
      animation: none;
    }
  }
`;

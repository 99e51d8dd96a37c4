// The criteria table: one line for each where there is room, two lines below 600 px, and without a header below 420 px.
import { css } from "lit";

export const criteriaStyles = css`
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
    grid-template-columns: minmax(96px, max-content) repeat(2, minmax(56px, max-content));
  }
  .criteria.arms-1 {
    grid-template-columns: minmax(96px, max-content) minmax(56px, max-content);
  }
  .criteria.compared {
    grid-template-columns:
      minmax(96px, max-content) repeat(2, minmax(52px, max-content)) max-content
      minmax(80px, 1fr) max-content max-content max-content;
  }
  .criteria .name {
    display: flex;
    align-items: baseline;
    gap: 6px;
    min-width: 0;
  }
  .criteria .name .note {
    flex: none;
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
  /* A long name of an arm is cut, and does not take the room of the criteria's names. */
  .criteria .head .cut {
    contain: inline-size;
  }
  .narrow-axis {
    display: none;
  }

  @container overview (width < 700px) {
    .criteria.compared {
      grid-template-columns: minmax(96px, max-content) repeat(2, minmax(52px, max-content)) max-content minmax(80px, 1fr) max-content;
    }
    .criteria.compared .won,
    .criteria.compared .lost {
      display: none;
    }
  }
  @container overview (width < 600px) {
    .criteria.compared {
      grid-template-columns: repeat(2, minmax(64px, max-content)) minmax(48px, max-content) minmax(0, 1fr);
    }
    .criteria.compared .head > :is(:first-child, :last-child) {
      display: none;
    }
    .criteria.compared [role="row"]:not(.head) {
      grid-template-rows: 20px 24px;
      padding-block: 2px;
    }
    .criteria.compared .name {
      grid-column: 1 / -1;
      grid-row: 1;
      max-width: calc(100% - 140px);
    }
    .criteria.compared .conclusion {
      grid-column: -2;
      grid-row: 1;
      justify-self: end;
    }
    .criteria.compared .rate {
      grid-column: 2;
      grid-row: 2;
      font-weight: 400;
    }
    .criteria.compared .rate.first {
      grid-column: 1;
    }
    .criteria.compared .points {
      grid-column: 3;
      grid-row: 2;
    }
    .criteria.compared .plot {
      grid-column: 4;
      grid-row: 2;
    }
  }
  @container overview (width < 420px) {
    .criteria.compared {
      grid-template-columns: 44px 56px minmax(0, 1fr);
    }
    .criteria.compared .head,
    .criteria.compared .rate.first {
      display: none;
    }
    .criteria.compared .points {
      grid-column: 1;
      text-align: start;
    }
    .criteria.compared .rate {
      color: var(--vscode-descriptionForeground);
      text-align: start;
    }
    .criteria.compared .plot {
      grid-column: 3;
    }
    .narrow-axis {
      display: block;
      grid-column: 3;
    }
  }
`;

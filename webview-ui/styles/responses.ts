// Responses and their differences: the diff colours of the editor, and outlines and strokes where a theme has no such colours.
import { css } from "lit";

export const responseStyles = css`
  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
    gap: 12px;
  }
  .sides.stacked {
    grid-template-columns: minmax(0, 1fr);
  }
  .side {
    min-width: 0;
  }
  .side header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
    margin-bottom: 4px;
    font-size: 12px;
    line-height: 18px;
  }
  .side header .icon {
    font-size: 14px;
  }
  .side header strong {
    font-weight: 600;
    max-width: 60%;
  }
  .facts-line {
    margin-inline-start: auto;
    color: var(--vscode-descriptionForeground);
  }
  .box {
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
    border-radius: var(--vscode-cornerRadius-small, 4px);
    padding-block: 4px;
    max-height: 480px;
    overflow: auto;
    contain: paint;
  }
  .box.text,
  .box.none {
    padding: 8px;
  }
  .none {
    font-style: italic;
    overflow-wrap: anywhere;
  }
  .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    tab-size: 4;
  }
  .numbered {
    display: grid;
    grid-template-columns: 28px minmax(0, 1fr);
    column-gap: 12px;
    padding-inline-end: 8px;
    min-height: 18px;
  }
  .number {
    text-align: end;
    color: var(--vscode-editorLineNumber-foreground, var(--vscode-descriptionForeground));
    user-select: none;
  }
  .removed .changed {
    background: var(--vscode-diffEditor-removedLineBackground);
  }
  .inserted .changed {
    background: var(--vscode-diffEditor-insertedLineBackground);
  }
  .removed .marked,
  del {
    background: var(--vscode-diffEditor-removedTextBackground);
    outline: 1px solid var(--vscode-diffEditor-removedTextBorder, transparent);
    outline-offset: -1px;
    text-decoration: var(--ts-removed-line);
  }
  .inserted .marked,
  ins {
    background: var(--vscode-diffEditor-insertedTextBackground);
    outline: 1px solid var(--vscode-diffEditor-insertedTextBorder, transparent);
    outline-offset: -1px;
    text-decoration: none;
  }
  .marked,
  del,
  ins {
    color: var(--vscode-editor-foreground);
    border-radius: 2px;
  }
  del + ins {
    margin-inline-start: 2px;
  }
  .inline del {
    text-decoration: line-through;
  }
  .side > .note,
  .calls {
    margin-top: 6px;
  }
  .calls .box {
    margin-top: 4px;
  }
`;

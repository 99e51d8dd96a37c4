// The rows that this table has a place for and another command measures.
import { ownRow, type Row } from "../table.ts";

/** What VS Code feels of it, measured in a real one by `npm run bench:editor`. */
export const editorRows: readonly Row[] = [
  ownRow("longest stall of the extension host's loop, 50 calls in flight", "≤ 50 ms", "`npm run bench:editor`", null),
  ownRow("activation of the extension", "≤ 50 ms", "`npm run bench:editor`", null),
  ownRow("keystroke to findings, 1,000-line template", "≤ 20 ms", "`npm run bench:editor`", null),
];

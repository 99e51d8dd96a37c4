// The order of the rows where the table has no header to click: what they are sorted by, and in which direction.
import { html, type TemplateResult } from "lit";
import type { RowsQuery } from "../../src/protocol/rows-plane.ts";
import { choice } from "./controls.ts";
import type { GridColumn } from "./grid-columns.ts";
import { iconButton } from "./links.ts";

export function rowOrder(columns: readonly GridColumn[], { sort }: RowsQuery, onSort: (sort: RowsQuery["sort"]) => void): TemplateResult {
  const sorted = columns.filter(({ kind }) => kind !== "response").map(({ id, title }) => ({ value: id, label: `Sort by ${title}` }));
  const options = [...sorted, { value: "file", label: "Order of the file" }];
  return html`<div class="order">
    ${choice({ label: "Order of the rows", options, value: sort.by, onChange: (by) => onSort({ by, isDescending: false }) })}
    ${iconButton({
      icon: sort.isDescending ? "arrow-down" : "arrow-up",
      label: sort.isDescending ? "Descending: Reverse" : "Ascending: Reverse",
      onClick: () => onSort({ ...sort, isDescending: !sort.isDescending }),
    })}
  </div>`;
}

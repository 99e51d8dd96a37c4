// Which rows of a run belong together: pinned before the first call, so that a stored run is decided from its own record.
import type { Column, Row } from "../../domain/collection.ts";
import { clusterColumn, groupRows, type RowClusters } from "../../domain/row-clusters.ts";

/** Nothing where every row stands alone. */
export function pinClusters(columns: readonly Column[], rows: readonly Row[]): { readonly clusters?: RowClusters } {
  const column = clusterColumn(columns);
  const groups = column === null ? [] : groupRows(rows, column);
  return column === null || groups.length === 0 ? {} : { clusters: { column, groups } };
}

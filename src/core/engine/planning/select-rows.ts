// Which rows a run takes, in which order of rules: the experiment's filter, the door's filter, then a selector, then a shard (contracts §9).
import { drawFrom, hashValue } from "../../base/hash.ts";
import { TouchstoneError } from "../../base/errors.ts";
import { didYouMean } from "../../base/suggest.ts";
import { filterRows, unknownFilterColumns } from "../../collections/filter-rows.ts";
import type { Row } from "../../domain/collection.ts";
import type { Setup } from "../../documents/setup.ts";
import type { RowSelector, Shard } from "../../domain/run-manifest.ts";
import type { RunOptions } from "./options.ts";

/**
 * The chosen rows in file order. Throws `input/invalid` for an unknown column or id, and when nothing is left; only a shard may
 * be empty, since which rows it gets is nobody's choice.
 */
export function selectRows(setup: Setup, options: Pick<RunOptions, "rows" | "filter" | "shard" | "seed">): readonly Row[] {
  const { collection } = setup;
  const columns = collection.columns.map((column) => column.name);
  const [unknown] = unknownFilterColumns(collection.columns, options.filter ?? {});
  if (unknown !== undefined) {
    throw new TouchstoneError("input/invalid", `The filter names the column "${unknown}", which ${collection.path} does not have.`, {
      hint: didYouMean(unknown, columns, "column"),
    });
  }
  const filtered = filterRows(filterRows(collection.rows, setup.rows.filter ?? {}), options.filter ?? {});
  const selector: RowSelector | null = options.rows ?? (setup.rows.first === undefined ? null : { kind: "first", count: setup.rows.first });
  const selected = selector === null ? filtered : chooseRows(filtered, selector, options.seed);
  if (selected.length === 0) {
    throw new TouchstoneError("input/invalid", `No row of ${collection.path} is left after filtering ${collection.rows.length} rows.`, {
      hint: "Loosen the filter or the row selection.",
    });
  }
  const { shard } = options;
  return shard === null ? selected : selected.filter((row) => shardOf(row.id, shard.count) === shard.index);
}

/** The shard, from 1 to `count`, that a row falls into: its id alone says so, so every machine agrees whatever else is selected. */
export function shardOf(rowId: string, count: Shard["count"]): number {
  const firstBytes = hashValue("touchstone/shard/1", rowId).slice("sha256:".length, "sha256:".length + 16);
  return 1 + Number(BigInt(`0x${firstBytes}`) % BigInt(count));
}

/** Some of these rows, in their order. Throws `input/invalid` for an id that is not among them. */
export function chooseRows(rows: readonly Row[], selector: RowSelector, seed: number): readonly Row[] {
  switch (selector.kind) {
    case "first":
      return rows.slice(0, selector.count);
    case "sample": {
      const chosen = new Set(
        rows
          .map((row) => ({ id: row.id, draw: drawFrom("rows", seed, row.id) }))
          .sort((a, b) => a.draw - b.draw)
          .slice(0, selector.count)
          .map((item) => item.id),
      );
      return rows.filter((row) => chosen.has(row.id));
    }
    case "ids": {
      const known = new Set(rows.map((row) => row.id));
      const missing = selector.ids.find((id) => !known.has(id));
      if (missing !== undefined) {
        throw new TouchstoneError("input/invalid", `There is no row "${missing}" among the ${rows.length} rows to choose from.`, {
          hint: didYouMean(missing, [...known], "row"),
        });
      }
      return rows.filter((row) => selector.ids.includes(row.id));
    }
  }
}

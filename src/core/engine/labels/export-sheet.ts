// What of a stored run annotators are to rate: rows and criteria chosen, the responses of all arms to them.
import { drawFrom } from "../../base/hash.ts";
import { TouchstoneError } from "../../base/errors.ts";
import type { Storage } from "../../base/ports.ts";
import { didYouMean } from "../../base/suggest.ts";
import type { Column, Row } from "../../domain/collection.ts";
import { labelItems, type LabelItem } from "../../domain/label-item.ts";
import type { ManifestCriterion, RowSelector, RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { pinnedFiles } from "../../store/objects.ts";
import { inputsOfRun, setupOfRun } from "../planning/stored-plan.ts";
import { questionWords } from "./question-words.ts";
import { isAskedAloneKind } from "../../domain/criterion-set.ts";

export interface SheetChoice {
  /** Ids; null for every criterion that a judge answers, or for all where none is. */
  readonly criteria: readonly string[] | null;
  readonly rows: RowSelector | null;
  readonly seed: number;
}

export interface SheetContents {
  readonly items: readonly LabelItem[];
  readonly rows: ReadonlyMap<string, Row>;
  readonly columns: readonly Column[];
  readonly question: (criterion: string, row: Row) => string;
}

/** Throws `input/invalid` for a criterion or a row that the run does not have, and `run/invalid` where its pinned inputs cannot be read. */
export async function chooseItems(
  { manifest, record }: { readonly manifest: RunManifest; readonly record: RunRecord },
  choice: SheetChoice,
  storage: Pick<Storage, "read">,
): Promise<SheetContents> {
  const setup = await setupOfRun(manifest, storage);
  const criteria = chooseCriteria(manifest, choice.criteria);
  const rows = chooseRows((await inputsOfRun(manifest, pinnedFiles(storage, manifest.files))).rows, choice);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const hashes = new Map(rows.map(({ id, hash }) => [id, hash]));
  const asked = new Map(setup.criteria.criteria.map((criterion) => [criterion.id, criterion]));
  return {
    items: [...labelItems(manifest, record.samples.values(), { rows: hashes, criteria })],
    rows: byId,
    columns: setup.collection.columns,
    question(id, row) {
      const criterion = asked.get(id);
      return criterion === undefined ? id : questionWords(criterion, row);
    },
  };
}

function chooseCriteria({ criteria: { items } }: RunManifest, wanted: SheetChoice["criteria"]): readonly ManifestCriterion[] {
  if (wanted === null) {
    const asked = items.filter(({ kind }) => isAskedAloneKind(kind));
    return asked.length > 0 ? asked : items;
  }
  const unknown = wanted.find((id) => !items.some((item) => item.id === id));
  if (unknown === undefined) return items.filter(({ id }) => wanted.includes(id));
  throw new TouchstoneError("input/invalid", `The run has no criterion "${unknown}".`, {
    hint: didYouMean(
      unknown,
      items.map(({ id }) => id),
      "criterion",
    ),
  });
}

function chooseRows(rows: readonly Row[], { rows: selector, seed }: SheetChoice): readonly Row[] {
  switch (selector?.kind) {
    case undefined:
      return rows;
    case "first":
      return rows.slice(0, selector.count);
    case "sample":
      return rows
        .map((row) => ({ row, draw: drawFrom("label-rows", seed, row.id) }))
        .sort((a, b) => a.draw - b.draw)
        .slice(0, selector.count)
        .map(({ row }) => row);
    case "ids": {
      const unknown = selector.ids.find((id) => !rows.some((row) => row.id === id));
      if (unknown === undefined) return rows.filter(({ id }) => selector.ids.includes(id));
      throw new TouchstoneError("input/invalid", `The run has no row "${unknown}".`, {
        hint: didYouMean(
          unknown,
          rows.map(({ id }) => id),
          "row",
        ),
      });
    }
  }
}

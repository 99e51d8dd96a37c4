// What a stored run was made from, as whoever shows or exports it needs it: rows, columns, and the messages that a row became.
import type { Column, Row } from "../../domain/collection.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { createSourceText, decodeUtf8 } from "../../domain/source-text.ts";
import type { Setup } from "../../documents/setup.ts";
import type { RenderedMessage } from "../../template/rendered.ts";
import { optionsOf } from "../planning/manifest.ts";
import { renderPieces } from "../planning/render-sample.ts";
import { selectRows } from "../planning/select-rows.ts";

export interface PinnedInputs {
  /** Those that ran, in file order. */
  readonly rows: readonly Row[];
  readonly columns: readonly { readonly name: string; readonly isNumeric: boolean; readonly isId: boolean }[];
  /** What a row was sent as; null for an arm that is not known. */
  readonly messages: (variant: string, row: Row) => readonly RenderedMessage[] | null;
  /** 1-based line of an offset in a file that the run pinned. */
  readonly lineOf: (file: string, offset: number) => number;
  readonly isConfidential: boolean;
}

/** `setup` is the one that the run pinned; null where this version cannot read it, and then nothing is known of it, nor whether its texts may be shown. */
export function pinnedInputs(setup: Setup | null, manifest: RunManifest): PinnedInputs {
  const arms = new Map(setup?.arms.map((arm) => [arm.name, arm]));
  return {
    rows: setup === null ? [] : selectRows(setup, optionsOf(manifest)),
    columns: setup === null ? [] : columnsOf(setup.collection.columns),
    messages(variant, row) {
      const arm = arms.get(variant);
      return arm === undefined ? null : renderPieces(arm, row).messages;
    },
    lineOf(file, offset) {
      const bytes = setup?.files.get(file);
      return createSourceText(file, bytes === undefined ? "" : (decodeUtf8(bytes) ?? "")).positionAt(offset).line;
    },
    isConfidential: setup?.collection.isConfidential ?? true,
  };
}

function columnsOf(columns: readonly Column[]): PinnedInputs["columns"] {
  const id = columns.find(({ role }) => role === "id")?.name ?? "id";
  return columns.map(({ name, type }) => ({ name, isNumeric: type === "number", isId: name === id }));
}

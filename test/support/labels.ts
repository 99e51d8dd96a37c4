// Labels for tests: what somebody said of a response, by row and text.
import type { Label } from "../../src/core/domain/label.ts";
import { outputHash } from "../../src/core/domain/run-facts.ts";
import { hashOf } from "./factories.ts";

/** Of the response `answer to <row>`, which `responseOf` gives, in the row whose hash is `hashOf(row)`. */
export function labelOf(row: string, label: Label["label"], changes: Partial<Label> = {}): Label {
  return {
    row: hashOf(row),
    response: outputHash({ text: `answer to ${row}` }),
    criterion: "c1",
    criterionHash: hashOf("c1"),
    label,
    note: null,
    by: "ada",
    t: "2026-02-01T00:00:00.000Z",
    ...changes,
  };
}

/** Hashes of rows by id, as `labelOf` takes them. */
export function rowHashesOf(...rows: readonly string[]): Map<string, string> {
  return new Map(rows.map((row) => [row, hashOf(row)]));
}

// The response of a sample whose responses are imported: the text of its column.
import type { PlannedSample } from "./plan.ts";

/** Null where the cell is empty or holds no text. Only for arms whose responses are imported. */
export function importedText({ arm, row }: Pick<PlannedSample, "arm" | "row">): string | null {
  const value = row.values[arm.responseColumn ?? ""];
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

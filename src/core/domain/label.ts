// A label: what one person said of one response by one criterion. Labels live in a committed file of lines that only grows, and of which two branches may each have added some.
import * as z from "zod";
import { identifierPattern } from "./criterion-set.ts";
import { timeSchema } from "./stored-values.ts";

const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hexadecimal digits");

/** Longest note, in UTF-16 units. */
export const longestNote = 4000;

/** One line of a labels file. */
export const labelSchema = z.strictObject({
  format: z.literal(1).optional().describe("Format version."),
  row: digestSchema.describe("Hash of the row: an edited row has no labels."),
  response: digestSchema.describe("Hash of the response, its text and tool calls."),
  criterion: z.string().max(200).regex(identifierPattern).describe("Id of the criterion."),
  criterionHash: digestSchema.describe("Hash of the criterion as it was then: a changed question has no labels."),
  label: z.enum(["pass", "fail"]).nullable().describe("What the rater said; null takes an earlier label back."),
  note: z.string().max(longestNote).nullable().optional().describe("Why, in the rater's words."),
  by: z.string().min(1).max(200).describe("Who rated."),
  t: timeSchema.describe("When, in UTC with milliseconds."),
});

export type Label = z.output<typeof labelSchema>;

/** The line of a label, without its LF: keys always in the same order, so that equal labels are equal lines. */
export function labelLine({ row, response, criterion, criterionHash, label, note, by, t }: Label): string {
  return JSON.stringify({ format: 1, row, response, criterion, criterionHash, label, note: note ?? null, by, t });
}

/** What a later label of the same person takes the place of. */
export function labelKey({ row, response, criterion, criterionHash, by }: Omit<Label, "label" | "note" | "t" | "format">): string {
  return JSON.stringify([row, response, criterion, criterionHash, by]);
}

/** The label that stands of each person, response and criterion: the latest, and of equally late ones the one whose line sorts last. The order of lines says nothing, since a merge may change it. */
export function standingLabels(labels: Iterable<Label>): Map<string, Label> {
  const standing = new Map<string, Label>();
  for (const label of labels) {
    const key = labelKey(label);
    const known = standing.get(key);
    if (known === undefined || isLater(label, known)) standing.set(key, label);
  }
  return standing;
}

function isLater(label: Label, other: Label): boolean {
  return label.t === other.t ? labelLine(label) > labelLine(other) : label.t > other.t;
}

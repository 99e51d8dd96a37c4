// What a person can ask for from the panel: a closed list, each item named like the command or the tab that answers it.
import * as z from "zod/mini";

/** A sample of the run: a row in one repetition. */
export const sampleKeySchema = z.strictObject({ row: z.string(), epoch: z.int().check(z.nonnegative()) });
export type SampleKey = z.output<typeof sampleKeySchema>;

/** Intents without an argument: each runs one command of the extension on the run or the experiment that is shown. */
export const commandNames = [
  "run",
  "run-sample-rows",
  "cancel",
  "resume",
  "retry",
  "set-api-key",
  "open-endpoint-settings",
  "open-settings",
  "manage-trust",
  "export",
  "show-log",
  "show-template-changes",
  "open-experiment",
  "noise-check",
] as const;

/** Rows to narrow the Rows tab to. */
export const chipSchema = z.enum(["regressed", "improved", "changed", "same", "passed", "failed", "errors"]);
export type Chip = z.output<typeof chipSchema>;

/** What a link or a button of a plane does when it is chosen. */
export const actionSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("command"), command: z.enum(commandNames) }),
  /** Shows the Rows tab with these chips. */
  z.strictObject({ kind: z.literal("show-rows"), chips: z.array(chipSchema).check(z.maxLength(7)) }),
]);
export type Action = z.output<typeof actionSchema>;

export const labelledActionSchema = z.strictObject({ label: z.string(), action: actionSchema });
export type LabelledAction = z.output<typeof labelledActionSchema>;

// The wire between extension and view: whole planes down, intents up. Every message is checked on arrival, on both sides.
import * as z from "zod/mini";
import { actionSchema, sampleKeySchema } from "./actions.ts";
import { rowsPlaneSchema, rowsQuerySchema } from "./rows-plane.ts";
import { samplePlaneSchema } from "./sample-plane.ts";
import { summaryPlaneSchema } from "./summary-plane.ts";

export const viewProtocol = 1;
/** No message is longer, as JSON (rule R19). */
export const mostMessageBytes = 256 * 1024;

/** What the host sends. A newer host may say more: unknown keys are left out, not refused. */
export const hostMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("summary"), summary: summaryPlaneSchema }),
  z.object({ kind: z.literal("rows"), rows: rowsPlaneSchema }),
  z.object({ kind: z.literal("sample"), sample: z.nullable(samplePlaneSchema) }),
  /** Something could not be shown; what is on the screen stays. */
  z.object({ kind: z.literal("failure"), message: z.string(), hint: z.nullable(z.string()) }),
]);
export type HostMessage = z.output<typeof hostMessageSchema>;

const place = { file: z.string().check(z.maxLength(4096)), line: z.int().check(z.positive()) };

/** What the view asks. It shows hostile text, so nothing more than this is heard. */
export const viewMessageSchema = z.discriminatedUnion("kind", [
  /** The view can draw; also after a reload. */
  z.strictObject({ kind: z.literal("ready"), protocol: z.literal(viewProtocol) }),
  z.strictObject({ kind: z.literal("variant-select"), variant: z.string().check(z.maxLength(300)) }),
  /** These lines are on the screen, or soon will be: the host answers with that window, now and whenever it changes. */
  z.strictObject({
    kind: z.literal("rows-visible"),
    query: rowsQuerySchema,
    from: z.int().check(z.nonnegative()),
    to: z.int().check(z.nonnegative()),
  }),
  /** No rows are on the screen any more. */
  z.strictObject({ kind: z.literal("rows-hidden") }),
  z.strictObject({ kind: z.literal("sample-open"), key: sampleKeySchema, query: rowsQuerySchema }),
  z.strictObject({ kind: z.literal("sample-close") }),
  z.strictObject({ kind: z.literal("action"), action: actionSchema }),
  /** Opens the line of the collection where a row is written. */
  z.strictObject({ kind: z.literal("row-open"), key: sampleKeySchema }),
  /** Opens a file of the project at a line. */
  z.strictObject({ kind: z.literal("place-open"), ...place }),
  /** Opens the responses of the baseline and of this variant in the diff editor. */
  z.strictObject({ kind: z.literal("responses-compare"), key: sampleKeySchema, variant: z.string().check(z.maxLength(300)) }),
  /** Opens one response as a read-only document. */
  z.strictObject({ kind: z.literal("response-open"), key: sampleKeySchema, variant: z.string().check(z.maxLength(300)) }),
]);
export type ViewMessage = z.output<typeof viewMessageSchema>;

/** A message handler for each kind: one that is missing does not compile. */
export type ViewHandlers = { readonly [Kind in ViewMessage["kind"]]: (message: Extract<ViewMessage, { kind: Kind }>) => void };

/** What the view keeps over a reload (`setState`), and all that the host needs to bring the panel back. */
export const viewStateSchema = z.strictObject({
  subject: z.strictObject({ root: z.string(), path: z.string(), run: z.nullable(z.string()) }),
  variant: z.nullable(z.string()),
  tab: z.enum(["overview", "rows", "sample"]),
  query: rowsQuerySchema,
  sample: z.nullable(sampleKeySchema),
});
export type ViewState = z.output<typeof viewStateSchema>;

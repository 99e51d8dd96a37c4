// The option shapes that the text checks share; numbers and booleans in YAML stand for their text.
import * as z from "zod";

/** A text; an unquoted 42 or true in YAML means the text "42" or "true". */
export const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);

/** A text of at least one character: every response contains the empty text. */
export const nonEmptyScalarSchema = z.union([z.string().min(1), z.number(), z.boolean()]);

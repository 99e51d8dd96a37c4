// Tells the schema library to compile no code, before any module of ours builds a schema: the page's policy forbids it, and asking is a violation.
import * as z from "zod/mini";

z.config({ jitless: true });

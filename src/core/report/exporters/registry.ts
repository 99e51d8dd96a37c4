// Every export format; adding one is a file and a line here.
import { comment } from "./comment.ts";
import { csv } from "./csv.ts";
import type { ExporterDefinition } from "./exporter.ts";
import { html } from "./html.ts";
import { inToto } from "./in-toto.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import type { ExportFormatName } from "./names.ts";
import { otlp } from "./otlp.ts";
import { sarif } from "./sarif.ts";

export const exporters = {
  json,
  jsonl,
  csv,
  markdown,
  comment,
  junit,
  sarif,
  "in-toto": inToto,
  otlp,
  html,
} satisfies Record<ExportFormatName, ExporterDefinition>;

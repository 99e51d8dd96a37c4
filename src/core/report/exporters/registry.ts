// Every export format; adding one is a file and a line here.
import { csv } from "./csv.ts";
import type { ExporterDefinition } from "./exporter.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import { markdown } from "./markdown.ts";

export const exporters = { json, jsonl, csv, markdown } satisfies Record<string, ExporterDefinition>;

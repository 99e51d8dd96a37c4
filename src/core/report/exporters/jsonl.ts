// One JSON object a line for each sample.
import { safeJson } from "../escape.ts";
import type { ExporterDefinition } from "./exporter.ts";
import { orderedSamples, sampleData } from "./samples.ts";

export const jsonl: ExporterDefinition = {
  title: "JSON lines: one sample a line",
  extension: "jsonl",
  async *write(input) {
    for await (const sample of orderedSamples(input)) yield `${safeJson(sampleData(sample), 0)}\n`;
  },
};

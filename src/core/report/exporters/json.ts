// A run as one JSON document: figures and every sample.
import { safeJson } from "../escape.ts";
import { runFigures } from "../run-result.ts";
import type { ExporterDefinition } from "./exporter.ts";
import { orderedSamples, sampleData } from "./samples.ts";

export const json: ExporterDefinition = {
  title: "JSON: figures and every sample",
  extension: "json",
  async *write(input) {
    const head = safeJson({
      ...runFigures({ ...input, warnings: [] }),
      possiblyBilled: { calls: input.summary.calls, warnings: input.summary.billingWarnings },
      manifest: input.manifest,
    });
    yield `${head.slice(0, -2)},\n  "samples": [`;
    let separator = "\n";
    for await (const sample of orderedSamples(input)) {
      yield `${separator}    ${safeJson(sampleData(sample), 0)}`;
      separator = ",\n";
    }
    yield "\n  ]\n}\n";
  },
};

// A run as OTLP traces in JSON, by the OpenTelemetry conventions for generative AI: a trace for each sample, a span for each call.
import { TouchstoneError } from "../../base/errors.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { safeJson } from "../escape.ts";
import type { ExporterDefinition } from "./exporter.ts";
import { otlpAttributes } from "./otlp-values.ts";
import { sampleSpans } from "./otlp-spans.ts";
import { orderedSamples } from "./samples.ts";

export const otlp: ExporterDefinition = {
  title: "OTLP: traces for OpenTelemetry, without texts",
  extension: "otlp.json",
  async *write(input) {
    const { manifest, isConfidential, hasContent } = input;
    if (isConfidential && hasContent)
      throw new TouchstoneError("input/invalid", `The texts of ${manifest.collection.path} are confidential and stay out of traces.`, {
        hint: "Export without --with-content.",
      });
    const head = safeJson({ resource: { attributes: resourceAttributes(manifest) } }, 0).slice(0, -1);
    const scope = safeJson({ name: "touchstone", version: manifest.tool.version }, 0);
    yield `{"resourceSpans":[${head},"scopeSpans":[{"scope":${scope},"spans":[`;
    let separator = "\n";
    for await (const sample of orderedSamples(input))
      for (const span of sampleSpans(input, sample)) {
        yield `${separator}${safeJson(span, 0)}`;
        separator = ",\n";
      }
    yield "\n]}]}]}\n";
  },
};

function resourceAttributes({ runId, experiment, tool, git, isSimulated, purpose }: RunManifest): object[] {
  return otlpAttributes({
    "service.name": "touchstone",
    "service.version": tool.version,
    "vcs.ref.head.revision": git?.commit ?? null,
    "touchstone.run.id": runId,
    "touchstone.run.purpose": purpose,
    "touchstone.experiment.name": experiment.name,
    "touchstone.experiment.path": experiment.path,
    "touchstone.simulated": isSimulated,
  });
}

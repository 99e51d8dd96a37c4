// An experiment document with the places of its parts, for findings.
import type { ExperimentDocument } from "../domain/experiment.ts";
import type { YamlValue } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";

export interface ExperimentSource {
  readonly document: ExperimentDocument;
  readonly source: SourceText;
  readonly yaml: YamlValue;
}

// touchstone.yaml at the project's root; a project without one has the built-in defaults.
import type { ProjectDocument } from "../domain/project.ts";
import { projectSchema } from "../domain/project.ts";
import { readYaml, type YamlValue } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";
import { validate } from "../domain/validate.ts";
import type { Reader, Reference } from "./reader.ts";

export const projectFile = "touchstone.yaml";

export interface ProjectSource {
  readonly defaults: NonNullable<ProjectDocument["defaults"]>;
  /** A default that names another file, as a reference from touchstone.yaml. */
  reference(key: "model" | "judge"): Reference | null;
}

export async function readProject(reader: Reader): Promise<ProjectSource> {
  const source = await reader.source(projectFile);
  const yaml = source === null ? null : readYaml(source);
  if (source === null || yaml === null) return toProject({}, null);
  reader.report(...yaml.diagnostics);
  if (yaml.value === null) return toProject({}, null);
  const checked = validate(source, yaml.value, projectSchema, "project");
  reader.report(...checked.diagnostics);
  return toProject(checked.value?.defaults ?? {}, { source, yaml: yaml.value });
}

function toProject(defaults: NonNullable<ProjectDocument["defaults"]>, file: { source: SourceText; yaml: YamlValue } | null): ProjectSource {
  return {
    defaults,
    reference(key) {
      const target = defaults[key];
      return target === undefined || file === null ? null : { source: file.source, range: file.yaml.rangeOf(["defaults", key]), target };
    },
  };
}

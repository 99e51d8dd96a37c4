// touchstone.yaml at the project's root; a project without one has the built-in defaults.
import type { ProjectDocument } from "../domain/project.ts";
import { projectSchema } from "../domain/project.ts";
import type { YamlValue } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";
import { validate } from "../domain/validate.ts";
import { resolvePath } from "./paths.ts";
import type { Reader, Reference } from "./reader.ts";
import { yamlOf } from "./remember.ts";

export const projectFile = "touchstone.yaml";

export interface ProjectSource {
  readonly defaults: NonNullable<ProjectDocument["defaults"]>;
  /** The project-relative folder of the runs; null for the usual one. */
  readonly runs: string | null;
  /** A default that names another file, as a reference from touchstone.yaml. */
  reference(key: "model" | "judge"): Reference | null;
}

/** `file` is where it stands, unless at the project's root. */
export async function readProject(reader: Reader, file = projectFile): Promise<ProjectSource> {
  const source = await reader.source(file);
  const yaml = source === null ? null : yamlOf(source);
  if (source === null || yaml === null) return toProject(null, null, null);
  reader.report(yaml.diagnostics);
  if (yaml.value === null) return toProject(null, null, null);
  const checked = validate(source, yaml.value, projectSchema, "project");
  reader.report(checked.diagnostics);
  const runs = checked.value?.runs === undefined ? null : resolvePath(file, checked.value.runs);
  if (runs?.kind === "problem")
    reader.report([source.diagnose(yaml.value.rangeOf(["runs"]), { code: "file/path", message: runs.message, hint: runs.hint })]);
  return toProject(checked.value, runs?.kind === "path" ? runs.path : null, { source, yaml: yaml.value });
}

function toProject(
  document: ProjectDocument | null,
  runs: string | null,
  file: { source: SourceText; yaml: YamlValue } | null,
): ProjectSource {
  const defaults = document?.defaults ?? {};
  return {
    defaults,
    runs,
    reference(key) {
      const target = defaults[key];
      return target === undefined || file === null ? null : { source: file.source, range: file.yaml.rangeOf(["defaults", key]), target };
    },
  };
}

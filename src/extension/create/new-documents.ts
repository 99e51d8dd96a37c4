// What every New command is given.
import type { ProjectDescription } from "../../core/documents/project-description.ts";
import type { Project } from "../projects/project.ts";

export interface NewDocuments {
  readonly project: Project;
  /** What the project holds, as it stands in the editor. */
  describe(): Promise<ProjectDescription>;
  /** The text of a file of the project, as it stands in the editor. */
  read(path: string): Promise<string>;
}

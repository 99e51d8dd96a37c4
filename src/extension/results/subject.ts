// What the results panel is about.
import type { Project } from "../projects/project.ts";

export interface ResultsSubject {
  readonly project: Project;
  /** The experiment or template; empty when only the run is known. */
  readonly path: string;
  /** Null for the newest run of `path`, or the plan when there is none. */
  readonly runId: string | null;
}

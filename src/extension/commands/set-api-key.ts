// The command that sets a key: for the server that a run was refused by, or for one that is picked.
import { isTouchstoneError } from "../../core/base/errors.ts";
import type { Background } from "../background/threads.ts";
import type { ApiKeys, KeyPlace } from "../keys.ts";
import type { Projects } from "../projects/projects.ts";
import { hasSubject, type Subject } from "../projects/subject.ts";
import { readSettings } from "../settings.ts";

export interface SetKeyPorts {
  readonly background: Background;
  readonly projects: Projects;
  readonly keys: ApiKeys;
}

export async function setApiKey(argument: unknown, { background, projects, keys }: SetKeyPorts): Promise<void> {
  const places = hasSubject(argument) ? await placesOfRun(argument.subject, { background, projects }) : [];
  const [only] = places;
  await keys.ask(only !== undefined && places.length === 1 ? only : undefined);
}

/** The servers that the rest of a run needs a key for; none where that cannot be told. */
async function placesOfRun(
  { project, runId }: Pick<Subject, "project"> & Partial<Subject>,
  { background, projects }: Pick<SetKeyPorts, "background" | "projects">,
): Promise<KeyPlace[]> {
  if (runId == null) return [];
  try {
    const rest = await background.ask("run/plan-rest", { project: projects.place(project), runId, ...readSettings() });
    const places = rest.destinations.flatMap(({ endpoint, origin, needsKey }) =>
      needsKey && endpoint !== null && origin !== null ? [{ endpoint, origin }] : [],
    );
    return [...new Map(places.map((place) => [`${place.endpoint} ${place.origin}`, place])).values()];
  } catch (error) {
    if (isTouchstoneError(error)) return [];
    throw error;
  }
}

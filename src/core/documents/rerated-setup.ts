// A setup whose criteria, judge and rating settings come from other versions of the files: what a run that rates again is made from.
import type { Files } from "../base/ports.ts";
import { hasErrors, type Parsed } from "../domain/diagnostic.ts";
import { timeoutsSchema } from "../domain/project.ts";
import { checkCriteria } from "./check-criteria.ts";
import { checkMetrics } from "./check-metrics.ts";
import { experimentHash, readExperiment } from "./load-experiment.ts";
import { overlaidFiles } from "./overlaid-files.ts";
import { readProject } from "./read-project.ts";
import { readNamedCriteria, readRating } from "./read-rating.ts";
import { createReader } from "./reader.ts";
import { readText } from "./read-text.ts";
import type { Setup } from "./setup.ts";
import { isOnlyPinned } from "./working-copy.ts";

export interface RatingSources {
  /** What the run pinned. */
  readonly pinned: Files;
  /** Where the experiment, its criteria, their judge and the defaults of the project are read. */
  readonly rating: Files;
}

/**
 * `setup`, which was loaded from `pinned`, as it is rated by the files of `rating`: the criteria must fit the rows and the metrics
 * that were pinned. How fast and at what price calls are made is theirs too. The value is null when any finding is an error.
 */
export async function reratedSetup(setup: Setup, { pinned, rating }: RatingSources): Promise<Parsed<Setup | null>> {
  const { path } = setup;
  // An experiment that was made for one run stands in no folder.
  const files = isOnlyPinned(path) ? overlaidFiles(rating, { [path]: await readText(pinned, path) }) : rating;
  const reader = createReader(files);
  const project = await readProject(reader);
  const experiment = await readExperiment(reader, path);
  const criteria = experiment === null ? null : await readNamedCriteria(reader, experiment);
  if (criteria !== null) {
    reader.report(checkCriteria(criteria, setup));
    const planned = await readExperiment(createReader(pinned), path);
    if (planned !== null) reader.report(checkMetrics(planned, criteria.set));
  }
  const rated = experiment === null || criteria === null ? null : await readRating(reader, experiment, project, criteria);
  const { diagnostics } = reader;
  if (criteria === null || rated === null || hasErrors(diagnostics)) return { value: null, diagnostics };
  const { defaults } = project;
  const timeouts = defaults.timeouts ?? timeoutsSchema.parse({});
  const merged = { ...setup, criteria: criteria.set, ...rated, defaults, timeouts, ratingFiles: reader.used() };
  return { value: { ...merged, hash: experimentHash(merged) }, diagnostics };
}

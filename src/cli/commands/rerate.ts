// `touchstone rerate <run>`: rates the responses of a stored run again, by the criteria as they stand, in a run of its own.
import { changedInputs, changedInputsText } from "../../core/engine/changed-inputs.ts";
import { planRerate, startRerate } from "../../core/engine/running/rerate-run.ts";
import { describeDamage } from "../../core/store/describe-damage.ts";
import { findRunId, readRun } from "../../core/store/run-store.ts";
import { systemClock } from "../../node/system-clock.ts";
import { finishRun, labelledOutcome } from "../finish-run.ts";
import { followRun } from "../follow-run.ts";
import { planLines } from "../plan-text.ts";
import { currentProject } from "../project.ts";
import { createRunHost, readEndpoints, type CodeFlag } from "../run-host.ts";
import { readLimits, readRatingMode } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import type { PlanFlags } from "./plan.ts";

export async function rerate(terminal: Terminal, name: string, flags: PlanFlags & CodeFlag): Promise<number> {
  const project = await currentProject(terminal);
  const { files, storage } = project;
  const endpoints = readEndpoints(terminal, flags.endpoint);
  const options = { ...readLimits(flags), isFresh: flags.fresh === true, ratingMode: readRatingMode(flags) };
  const runId = await findRunId(storage, name);
  const planned = await planRerate(runId, { options, files, endpoints, storage, clock: systemClock });
  const { plan, rest, parent } = planned;
  const used = plan.setup.ratingFiles ?? new Map();
  const changed = (await changedInputs(parent, files)).filter(({ path }) => !used.has(path));
  const damage = describeDamage(await readRun(storage, runId));
  const warnings = [...damage, ...changedInputsText(changed, `run ${runId} began`), ...planned.warnings, ...plan.warnings];
  terminal.note(
    ...warnings.map((warning) => `! ${warning}`),
    ...planLines(rest),
    `  rates the responses of run ${runId} by ${plan.setup.criteria.path} as it is now`,
    "",
  );
  const host = createRunHost(project, terminal, endpoints, flags);
  const outcome = await followRun(terminal, { host, samples: plan.samples.length }, (watch) => startRerate(planned, host, watch));
  return finishRun(await labelledOutcome(outcome, project), project, terminal, {
    json: flags.json,
    warnings: [...warnings, ...outcome.warnings],
    endpoint: flags.endpoint,
    unwritten: null,
  });
}

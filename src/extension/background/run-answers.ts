// The thread that runs experiments: starts, resumes and cancels runs, and answers what the panel and the tree ask of any run.
import type { Fetch } from "../../core/base/ports.ts";
import { createLimiters } from "../../core/engine/calling/limiter.ts";
import { continueRun } from "../../core/engine/running/continue-run.ts";
import type { RunHost } from "../../core/engine/running/run-host.ts";
import { startRerate } from "../../core/engine/running/rerate-run.ts";
import { startRun } from "../../core/engine/running/start-run.ts";
import type { KnownChecks } from "../../core/engine/stored/find-noise-floor.ts";
import { readManifest } from "../../core/store/read-manifest.ts";
import { decodeUtf8 } from "../../core/domain/source-text.ts";
import { listRefs } from "../../node/git-refs.ts";
import { systemClock } from "../../node/system-clock.ts";
import type { Notice, ProjectPlace, RunQuestions } from "./contract.ts";
import { createRunHost } from "./editor-host.ts";
import { lowestCap } from "./editor-limits.ts";
import { commentOf, exportToFile } from "./export-run.ts";
import { openProject } from "./open-project.ts";
import { describeRerate, prepareRerate } from "./plan-rerate.ts";
import { describeRest, resumeLimits } from "./plan-rest.ts";
import { countNow, describePlan, prepareRun, refuseOtherPlan } from "./prepare-run.ts";
import { storedRunReader } from "./read-stored-run.ts";
import type { ResultsModel } from "./results-model.ts";
import { createResultsModels } from "./results-models.ts";
import { createRunList } from "./run-list.ts";
import { createRunLocks } from "./run-locks.ts";
import { createRunner } from "./runner.ts";
import type { Answers } from "./thread-messages.ts";

export interface RunAnswersContext {
  readonly fetch: Fetch;
  /** The folder of the bundle, where the other workers lie. */
  readonly home: URL;
  readonly notify: (notice: Notice) => void;
}

/** Ends what a run has run apart from everything else. */
async function closeIsolated({ regex, scripts }: RunHost): Promise<void> {
  await Promise.all([regex.close(), scripts.close()]);
}

export function createRunAnswers(context: RunAnswersContext): Answers<RunQuestions> {
  const locks = createRunLocks();
  const limiters = createLimiters({ clock: systemClock, random: Math.random });
  const readStoredRun = storedRunReader(locks);
  const checks: KnownChecks = new Map();
  const runner = createRunner(context.notify, checks);
  const models = createResultsModels(runner, readStoredRun, checks);
  const list = createRunList(runner, locks);
  const hostContext = { fetch: context.fetch, home: context.home, locks, limiters };
  const modelOf = async ({ project, runId }: { readonly project: ProjectPlace; readonly runId: string }): Promise<ResultsModel> =>
    models.open(await openProject(project), runId);
  return {
    "run/plan": async (request) => describePlan(await prepareRun(request), request.endpoints),
    async "run/start"({ keys, planHash, approvedScripts = [], ...request }) {
      const prepared = await prepareRun(request);
      const { project, plan, notes, warnings } = prepared;
      refuseOtherPlan(plan, planHash);
      const left = await countNow(prepared, request.endpoints);
      const host = createRunHost(project, { ...hostContext, keys, approvedScripts, endpoints: request.endpoints });
      return runner.begin({ project, warnings: [...notes, ...warnings, ...plan.warnings], close: () => closeIsolated(host) }, (watch) =>
        startRun(left, host, watch),
      );
    },
    async "run/resume"({
      project: place,
      runId,
      keys,
      endpoints,
      maxCostUsd,
      acceptsOrigins,
      retriesErrors = false,
      approvedScripts = [],
    }) {
      const project = await openProject(place);
      const { manifest } = await readManifest(project.storage, runId);
      const host = createRunHost(project, { ...hostContext, keys, approvedScripts, endpoints });
      models.forget({ root: project.root, runId });
      const options = { ...resumeLimits({ manifest, project }, maxCostUsd), acceptsOrigins, retriesErrors };
      // A finished run that goes on is none that stays as it is.
      list.forget({ root: project.root, runId });
      return runner.begin({ project, warnings: [], close: () => closeIsolated(host) }, (watch) => continueRun(runId, options, host, watch));
    },
    "run/plan-rest": async ({ project, ...request }) => describeRest(await openProject(project), request),
    "run/plan-rerate": async ({ project, ...request }) => describeRerate(await openProject(project), request),
    async "run/rerate"({ project: place, keys, planHash, approvedScripts = [], ...request }) {
      const project = await openProject(place);
      const rerate = await prepareRerate(project, request);
      refuseOtherPlan(rerate.plan, planHash);
      const host = createRunHost(project, { ...hostContext, keys, approvedScripts, endpoints: request.endpoints });
      return runner.begin({ project, warnings: [...rerate.warnings, ...rerate.plan.warnings], close: () => closeIsolated(host) }, (watch) =>
        startRerate(rerate, host, watch),
      );
    },
    async "run/cancel"({ runId, reason }) {
      await runner.cancel(runId, reason);
      return null;
    },
    "runs/list": async (place) => list.read(await openProject(place)),
    "runs/waiting": async (place) => list.waiting(await openProject(place)),
    "run/export": async ({ format, file, ...run }) => ({
      problems: await exportToFile(await modelOf(run), { format, file, home: context.home }),
    }),
    "run/comment": async (run) => commentOf(await modelOf(run), context.home),
    "git/refs": ({ root }) => listRefs(root),
    async "results/summary"({ project: place, runId, variant, maxCostUsd }) {
      const project = await openProject(place);
      const model = await models.open(project, runId);
      const resumeCapUsd = lowestCap(maxCostUsd, project.maxCostUsd);
      return model.summary({ variant, now: systemClock.now(), files: project.files, resumeCapUsd });
    },
    "results/rows": async ({ query, from, to, ...run }) => (await modelOf(run)).rows(query, { from, to }),
    "results/sample": async ({ key, query, ...run }) => (await modelOf(run)).sample(key, query),
    "results/response": async ({ key, variant, ...run }) => (await modelOf(run)).response(key, variant),
    async "results/pinned"({ path, ...run }) {
      const bytes = await (await modelOf(run)).pinned.read(path);
      return bytes === null ? null : decodeUtf8(bytes);
    },
    async "results/changed"(run) {
      const { files } = await openProject(run.project);
      return (await (await modelOf(run)).changedFiles(files)).map(({ path }) => path);
    },
  };
}

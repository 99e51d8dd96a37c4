// The thread that runs experiments: starts, resumes and cancels runs, and answers what the panel and the tree ask of any run.
import { TouchstoneError } from "../../core/base/errors.ts";
import type { Fetch } from "../../core/base/ports.ts";
import { summarizeRun } from "../../core/comparison/summarize-run.ts";
import { loadExperiment } from "../../core/documents/load-experiment.ts";
import { optionsOf } from "../../core/engine/manifest.ts";
import { planRun } from "../../core/engine/plan.ts";
import { resumeRun, startRun } from "../../core/engine/run-experiment.ts";
import { exporters } from "../../core/report/exporters/registry.ts";
import type { ExporterDefinition } from "../../core/report/exporters/exporter.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import { readManifest } from "../../core/store/run-store.ts";
import { decodeUtf8 } from "../../core/domain/source-text.ts";
import { systemClock } from "../../node/system-clock.ts";
import { writeTexts } from "../../node/write-texts.ts";
import type { Notice, ProjectPlace, RunQuestions } from "./contract.ts";
import { createRunHost } from "./editor-host.ts";
import { createLiveRuns } from "./live-runs.ts";
import { openProject } from "./open-project.ts";
import { describeDestination, describePlan, prepareRun } from "./prepare-run.ts";
import type { ResultsModel } from "./results-model.ts";
import { createResultsModels } from "./results-models.ts";
import { createRunList } from "./run-list.ts";

export interface RunAnswersContext {
  readonly fetch: Fetch;
  /** The folder of the bundle, where the other workers lie. */
  readonly home: URL;
  readonly notify: (notice: Notice) => void;
}

export type RunAnswers = {
  readonly [Kind in keyof RunQuestions]: (ask: RunQuestions[Kind]["ask"]) => Promise<RunQuestions[Kind]["answer"]>;
};

export function createRunAnswers(context: RunAnswersContext): RunAnswers {
  const live = createLiveRuns(context.notify);
  const models = createResultsModels(live);
  const list = createRunList(live);
  const modelOf = async ({ project, runId }: { readonly project: ProjectPlace; readonly runId: string }): Promise<ResultsModel> =>
    models.open(await openProject(project), runId);
  return {
    "run/plan": async (request) => describePlan(await prepareRun(request), request.endpoints),
    async "run/start"({ keys, ...request }) {
      const { project, plan, notes } = await prepareRun(request);
      const host = createRunHost(project, { ...context, keys, endpoints: request.endpoints });
      return live.begin({ project, warnings: [...notes, ...plan.warnings], close: () => host.regex.close() }, (watch) =>
        startRun(plan, host, watch),
      );
    },
    async "run/resume"({ project: place, runId, keys, endpoints, maxCostUsd }) {
      const project = await openProject(place);
      const host = createRunHost(project, { ...context, keys, endpoints });
      models.forget(runId);
      return live.begin({ project, warnings: [], close: () => host.regex.close() }, (watch) =>
        resumeRun(runId, { maxCostUsd }, host, watch),
      );
    },
    async "run/destinations"({ project: place, runId, endpoints }) {
      const project = await openProject(place);
      const { manifest } = await readManifest(project.storage, runId);
      const { value: setup } = await loadExperiment(pinnedFiles(project.storage, manifest.files), manifest.experiment.path);
      if (setup === null)
        throw new TouchstoneError("run/invalid", "The inputs that this run pinned cannot be read by this version.", {
          hint: "Start a new run.",
        });
      return planRun(setup, optionsOf(manifest), new Map(Object.entries(endpoints))).destinations.map(describeDestination);
    },
    async "run/cancel"({ runId }) {
      await live.cancel(runId);
      return null;
    },
    "runs/list": async (place) => list.read(await openProject(place)),
    async "run/export"({ project, runId, format, file }) {
      const model = await modelOf({ project, runId });
      const exporter: ExporterDefinition | undefined = Object.hasOwn(exporters, format)
        ? exporters[format as keyof typeof exporters]
        : undefined;
      if (exporter === undefined)
        throw new TouchstoneError("input/invalid", `There is no export format "${format}".`, { hint: "Choose one of the list." });
      const { manifest, record } = model;
      const input = { manifest, record, summary: summarizeRun(manifest, record), status: model.status(), rows: await model.pinnedRows() };
      await writeTexts(file, exporter.write(input));
      return null;
    },
    async "results/summary"({ variant, ...run }) {
      const { files } = await openProject(run.project);
      return (await modelOf(run)).summary({ variant, now: systemClock.now(), files });
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
      return (await modelOf(run)).changedFiles(files);
    },
  };
}

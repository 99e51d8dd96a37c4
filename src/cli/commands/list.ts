// `touchstone list [kind]`: the documents of a project, or its runs, newest first.
import { TouchstoneError } from "../../core/base/errors.ts";
import { didYouMean } from "../../core/base/suggest.ts";
import { kindOf, type DocumentKindName } from "../../core/documents/kinds.ts";
import { createReader } from "../../core/documents/reader.ts";
import { readOverview, type RunOverview } from "../../core/engine/stored/run-overview.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { runStatus } from "../../core/report/run-result.ts";
import { textTable } from "../../core/report/text-table.ts";
import { listRunIds } from "../../core/store/run-store.ts";
import { isAlive } from "../../node/lock-file.ts";
import { exitCodes } from "../exit-code.ts";
import { currentProject, type Project } from "../project.ts";
import type { Terminal } from "../terminal.ts";
import { listBaselines } from "./list-baselines.ts";

const documentLists: Readonly<Record<string, DocumentKindName>> = {
  collections: "collection",
  templates: "template",
  criteria: "criteria",
  models: "model",
  experiments: "experiment",
};

export async function list(terminal: Terminal, kind: string | undefined, { json }: { json: boolean }): Promise<number> {
  const kinds = [...Object.keys(documentLists), "runs", "baselines"];
  if (kind !== undefined && !kinds.includes(kind))
    throw new TouchstoneError("input/invalid", `There is no list of "${kind}".`, { hint: didYouMean(kind, kinds, "list") });
  const project = await currentProject(terminal);
  if (kind === "runs") return listRuns(terminal, project, json);
  if (kind === "baselines") return listBaselines(terminal, project, json);
  const files = await project.files.list();
  const wanted = kind === undefined ? Object.keys(documentLists) : [kind];
  const found = Object.fromEntries(wanted.map((name) => [name, files.filter((file) => kindOf(file) === documentLists[name])]));
  if (json) terminal.printJson({ ...found, exitCode: exitCodes.ok });
  else {
    for (const [name, paths] of Object.entries(found))
      terminal.print(terminal.style("bold", `${name} (${paths.length})`), ...paths.map((path) => `  ${escapeLine(path)}`));
  }
  return exitCodes.ok;
}

interface ListedRun {
  readonly run: string;
  readonly experiment: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly samples: number;
  readonly ended: number;
  readonly simulated: boolean;
  /** What the gates came to; null without any and before the run is done. */
  readonly gate: RunOverview["tally"]["gate"];
  readonly variants: readonly { readonly name: string; readonly passed: number; readonly samples: number }[];
}

async function listRuns(terminal: Terminal, project: Project, json: boolean): Promise<number> {
  const runs: ListedRun[] = [];
  const warnings: string[] = [];
  // Many runs share a labels file, which is read once.
  const source = { storage: project.storage, files: { read: createReader(project.files).bytes } };
  for (const runId of await listRunIds(project.storage)) {
    try {
      const overview = await readOverview(source, runId, isAlive);
      runs.push(describeRun(runId, overview));
      warnings.push(...overview.tally.notes.map((sentence) => `Run ${runId}: ${sentence}`));
    } catch (error) {
      warnings.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (json) terminal.printJson({ runs, warnings, exitCode: exitCodes.ok });
  else if (runs.length === 0) terminal.print("This project has no runs yet. Start one with `touchstone run <experiment>`.");
  else {
    const rows = runs.map((run) => [
      run.run,
      run.status,
      run.startedAt.slice(0, 19).replace("T", " "),
      `${run.ended}/${run.samples}`,
      run.variants.map((arm) => `${arm.name} ${arm.passed}/${arm.samples}`).join(", "),
      run.experiment,
    ]);
    terminal.print(
      ...textTable(
        ["run", "status", "started (UTC)", "ended", "passed", "experiment"],
        rows.map((row) => row.map(escapeLine)),
      ),
    );
  }
  terminal.note(...warnings.map((message) => `! ${message}`));
  return exitCodes.ok;
}

function describeRun(runId: string, { manifest, tally, isHeld }: RunOverview): ListedRun {
  return {
    run: runId,
    experiment: manifest.experiment.path,
    name: manifest.experiment.name,
    status: runStatus(tally, isHeld),
    startedAt: manifest.createdAt,
    endedAt: tally.endedAt,
    samples: manifest.samples,
    ended: tally.ended,
    simulated: manifest.isSimulated,
    gate: tally.gate,
    variants: tally.variants.map(({ name, passed, samples }) => ({ name, passed, samples })),
  };
}

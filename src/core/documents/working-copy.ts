// A template as it stands against an earlier text of it, or alone, as an experiment of its own: the texts and the experiment that compares
// them lie over the project's files and nowhere on disk; a run pins them, so that it can be resumed and read like any other.
import { TouchstoneError } from "../base/errors.ts";
import type { Files } from "../base/ports.ts";
import { hasErrors } from "../domain/diagnostic.ts";
import { experimentSchema, type ExperimentDocument } from "../domain/experiment.ts";
import { readYaml } from "../domain/read-yaml.ts";
import { createSourceText } from "../domain/source-text.ts";
import { validate } from "../domain/validate.ts";
import { parseTemplate } from "../template/document.ts";
import { isOfBase } from "./base-files.ts";
import { fileName } from "./kinds.ts";
import { overlaidFiles } from "./overlaid-files.ts";
import { relativePath, resolvePath } from "./paths.ts";
import { readText } from "./read-text.ts";

const workingCopyName = "working-copy";

export interface WorkingCopy {
  /** The project with the experiment, and the earlier text where there is one, laid over it. */
  readonly files: Files;
  /** The experiment's path. */
  readonly path: string;
}

/** What the template is compared with, and where that text comes from, in words such as `HEAD`. */
export interface EarlierText {
  readonly text: string;
  readonly from: string;
}

export interface WorkingCopyInput {
  /** The template; its text as it stands comes from `files`. */
  readonly template: string;
  /** Null where there is none: the template is tried alone. */
  readonly earlier: EarlierText | null;
  /**
   * The experiment whose collection, criteria, model, rows and plan are taken; what its variants set is not. Null takes the
   * collection and the criteria that the template names.
   */
  readonly experiment: string | null;
}

/** Throws `document/invalid` when the experiment cannot be read, or when nobody names a collection and criteria. */
export async function workingCopyExperiment(files: Files, { template, earlier, experiment }: WorkingCopyInput): Promise<WorkingCopy> {
  const stem = template.replace(/\.prompt$/, "");
  const earlierPath = `${stem}@HEAD.prompt`;
  const path = `${stem}@HEAD.experiment.yaml`;
  const frame = experiment === null ? await ownFrame(files, template) : await frameOf(files, experiment, template);
  const name = fileName(template);
  const write = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;
  if (earlier === null) return { files: overlaidFiles(files, { [path]: write({ name, ...frame, template: name }) }), path };
  const document = {
    name: `${name} against ${earlier.from}`,
    ...frame,
    template: relativePath(path, earlierPath),
    variants: [{ name: workingCopyName, template: name }],
  };
  return { files: overlaidFiles(files, { [earlierPath]: earlier.text, [path]: write(document) }), path };
}

/** True for the paths that exist in the pinned files of such a run alone, or of one against another commit. */
export function isOnlyPinned(path: string): boolean {
  return isOfBase(path) || /@HEAD\.(prompt|experiment\.yaml)$/.test(path);
}

type Frame = Pick<ExperimentDocument, "collection" | "criteria"> & Partial<ExperimentDocument>;

async function ownFrame(files: Files, template: string): Promise<Frame> {
  const { frontMatter } = parseTemplate(createSourceText(template, await readText(files, template)));
  const { collection, criteria } = frontMatter;
  if (collection !== null && criteria !== null) return { collection, criteria };
  throw new TouchstoneError("document/invalid", `${template} names no collection or no criteria to be tried with.`, {
    file: template,
    hint: "Add touchstone.collection and touchstone.criteria between the --- lines at its top, or name it in an experiment.",
  });
}

async function frameOf(files: Files, experiment: string, template: string): Promise<Frame> {
  const source = createSourceText(experiment, await readText(files, experiment));
  const yaml = readYaml(source);
  const checked = yaml.value === null ? yaml : validate(source, yaml.value, experimentSchema, "experiment");
  const document = checked.value as ExperimentDocument | null;
  const problem = [...yaml.diagnostics, ...checked.diagnostics].find((diagnostic) => hasErrors([diagnostic]));
  if (document === null || problem !== undefined) {
    throw new TouchstoneError("document/invalid", problem?.message ?? `${experiment} cannot be read.`, {
      file: experiment,
      ...(problem === undefined ? {} : { line: problem.line, column: problem.column }),
      hint: problem?.hint ?? "Mend the experiment first.",
    });
  }
  const rebase = (target: string): string => {
    const resolved = resolvePath(experiment, target);
    return resolved.kind === "path" ? relativePath(template, resolved.path) : target;
  };
  const { collection, criteria, model, rating, epochs, rows, plan } = document;
  return {
    collection: rebase(collection),
    criteria: rebase(criteria),
    ...(model === undefined ? {} : { model: model.endsWith(".model.yaml") ? rebase(model) : model }),
    ...(rating === undefined ? {} : { rating }),
    epochs,
    ...(rows === undefined ? {} : { rows }),
    ...(plan === undefined ? {} : { plan }),
  };
}

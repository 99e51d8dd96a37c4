// An experiment as it stands against itself at an earlier commit: the arms `base` and `head`, both on the rows, the criteria and the judge of the head.
import { hashValue } from "../base/hash.ts";
import type { Files } from "../base/ports.ts";
import { hasErrors, type Diagnostic, type Parsed } from "../domain/diagnostic.ts";
import { createSourceText } from "../domain/source-text.ts";
import { checkTemplate } from "../template/check.ts";
import { basePath, isOfBase, mountBase, withoutBase } from "./base-files.ts";
import { changedAxes } from "./configuration.ts";
import type { ExperimentSource } from "./experiment-source.ts";
import { experimentHash, loadExperiment, preregistered, readExperiment } from "./load-experiment.ts";
import { projectFile, readProject } from "./read-project.ts";
import { createReader } from "./reader.ts";
import { resolveArms } from "./resolve-arms.ts";
import type { Arm, Setup } from "./setup.ts";

export const baseName = "base";
const headName = "head";

export interface BaseCommit {
  /** As it was asked for, such as `main`. */
  readonly ref: string;
  readonly commit: string;
  /** The project as the commit has it. */
  readonly files: Files;
}

/** The experiment at `path` in both states. The value is null when any finding is an error; those of the base say at which commit they are. */
export async function loadAgainstCommit(head: Files, { ref, commit, files }: BaseCommit, path: string): Promise<Parsed<Setup | null>> {
  const { value, diagnostics } = await loadAgainst(head, mountBase(files), path);
  const told = diagnostics.map((found) => (isOfBase(found.file) ? ofCommit(found, ref) : found));
  if (value === null) return { value, diagnostics: told };
  const { areGatesEdited, ...setup } = value;
  return { value: { ...setup, against: { ref, commit, areGatesEdited, identicalRequests: 0 } }, diagnostics: told };
}

export interface AgainstSetup extends Setup {
  /** True where gates or plan differ in the two states. */
  readonly areGatesEdited: boolean;
}

/** The same for a base that lies at its places among the files of a run. */
export async function loadAgainst(head: Files, base: Files, path: string): Promise<Parsed<AgainstSetup | null>> {
  const own = await loadExperiment(head, path);
  if (own.value === null) return { value: null, diagnostics: own.diagnostics };
  const reader = createReader(base);
  const [headArm] = own.value.arms;
  const project = await readProject(reader, basePath(projectFile));
  const isThere = (await reader.bytes(basePath(path))) !== null;
  if (!isThere) reader.report([notThere(path)]);
  const experiment = isThere ? await readExperiment(reader, basePath(path)) : null;
  const baseArm = experiment === null ? null : await readBaseline(experiment, own.value);
  const taken = [...own.value.files.keys()].find(isOfBase);
  if (taken !== undefined) reader.report([placeTaken(taken)]);
  const diagnostics = [...own.diagnostics, ...reader.diagnostics];
  if (experiment === null || baseArm === null || hasErrors(diagnostics)) return { value: null, diagnostics };
  const arms: [Arm, Arm] = [
    { ...baseArm, name: baseName, from: null, axes: [] },
    { ...headArm, name: headName, from: baseName, axes: changedAxes(baseArm, headArm) },
  ];
  const fixed = ({ plan, gates }: Pick<Setup, "plan" | "gates">): string => hashValue("touchstone/fixed/1", { plan, gates });
  const setup = { ...own.value, arms, files: new Map([...own.value.files, ...reader.used()]) };
  const areGatesEdited = fixed(preregistered(experiment.document)) !== fixed(own.value);
  return { value: { ...setup, hash: experimentHash(setup), areGatesEdited }, diagnostics };

  /** The baseline of the base alone; its template must fit the rows of the head. */
  async function readBaseline(source: ExperimentSource, { arms: [{ dialogue }], collection }: Setup): Promise<Arm | null> {
    const alone = { ...source, document: { ...source.document, variants: [] } };
    const found = await resolveArms(reader, alone, { defaultModel: project.reference("model"), dialogue, needsModel: true });
    const columns = collection.columns.map(({ name }) => name);
    for (const { template, partials, knownPartials } of found.templates)
      reader.report(checkTemplate(template, { columns, partials, partialNames: knownPartials }));
    return found.arms[0] ?? null;
  }
}

function notThere(path: string): Diagnostic {
  return createSourceText(basePath(path), "").diagnose(
    { start: 0, end: 0 },
    {
      code: "file/missing",
      message: `${path} is not there, so there is nothing to compare it with.`,
      hint: "Compare its variants with its baseline instead, or name a commit that has it.",
    },
  );
}

function placeTaken(path: string): Diagnostic {
  return createSourceText(path, "").diagnose(
    { start: 0, end: 0 },
    { code: "file/path", message: `"${path}" lies where a gate keeps the files of its base.`, hint: "Give its folder another name." },
  );
}

/** A finding of the base, as whoever has the head in front of them understands it. */
function ofCommit(found: Diagnostic, ref: string): Diagnostic {
  return { ...found, file: withoutBase(found.file), message: `At ${ref}: ${found.message}`, replacement: null };
}

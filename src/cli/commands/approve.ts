// `touchstone approve <run>`: makes a finished run the named baseline of its experiment, a small file to be committed beside it.
import { dirname, join, relative } from "node:path";
import { TouchstoneError } from "../../core/base/errors.ts";
import {
  baselinePath,
  mostBaselineBytes,
  parseApprovedBaseline,
  writtenBaseline,
  type ApprovedBaseline,
} from "../../core/domain/approved-baseline.ts";
import { approveRun } from "../../core/engine/stored/approve-run.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { formatCount, formatPercent } from "../../core/report/figures.ts";
import { deepestReal, isInside } from "../../node/inside.ts";
import { isMissing } from "../../node/missing.ts";
import { readRegular } from "../../node/open-regular.ts";
import { systemClock } from "../../node/system-clock.ts";
import { unwritable } from "../../node/unwritable.ts";
import { writeWhole } from "../../node/write-whole.ts";
import { exitCodes } from "../exit-code.ts";
import { currentProject } from "../project.ts";
import type { Terminal } from "../terminal.ts";

export interface ApproveFlags {
  readonly name?: string;
  readonly json: boolean;
}

export async function approve(terminal: Terminal, name: string, flags: ApproveFlags): Promise<number> {
  const project = await currentProject(terminal);
  const approved = await approveRun(project.storage, name, new Date(systemClock.now()).toISOString());
  const path = baselinePath(approved.experiment.path, flags.name ?? null);
  if (path === null)
    throw new TouchstoneError("input/invalid", `A baseline cannot be called "${flags.name ?? ""}".`, {
      hint: "Use letters, digits, - and _, such as --name release.",
    });
  const target = join(project.root, ...path.split("/"));
  await refuseOutside(project.root, target, path);
  const earlier = await readEarlier(target, path);
  await writeWhole(target, [new TextEncoder().encode(writtenBaseline(approved))]).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  const file = relative(terminal.folder, target);
  if (flags.json)
    terminal.printJson({ file, earlier: earlier === null ? null : factsOf(earlier), approved: factsOf(approved), exitCode: exitCodes.ok });
  else
    terminal.print(
      ...[
        ...(earlier === null ? [] : [`Was: ${describe(earlier)}`]),
        `${earlier === null ? "Approved" : "Now"}: ${describe(approved)}`,
        `Commit ${file}.`,
      ].map(escapeLine),
    );
  return exitCodes.ok;
}

/** A folder of the project may be a link that leads out of it. */
async function refuseOutside(root: string, target: string, path: string): Promise<void> {
  if (isInside(await deepestReal(root), await deepestReal(dirname(target)))) return;
  throw new TouchstoneError("input/invalid", `${path} leads out of the project.`, {
    file: path,
    hint: "Keep the experiment inside the project.",
  });
}

/** Null where there is none. What is something else stays. */
async function readEarlier(target: string, path: string): Promise<ApprovedBaseline | null> {
  const bytes = await readRegular(target, { mostBytes: mostBaselineBytes }).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw unwritable(path, error);
  });
  if (bytes === undefined) return null;
  const known = bytes instanceof Uint8Array ? parseApprovedBaseline(new TextDecoder().decode(bytes)) : null;
  if (known !== null) return known;
  throw new TouchstoneError("input/invalid", `${path} is there already, and is no baseline that this version knows.`, {
    file: path,
    hint: "Move it away, or give the baseline another --name.",
  });
}

function factsOf({ rows: _, ...facts }: ApprovedBaseline): Omit<ApprovedBaseline, "rows"> {
  return facts;
}

/** One line for people. */
function describe({ run, arm, commit, isDirty, isSimulated, figures: { passRate, passed, samples } }: ApprovedBaseline): string {
  const where = commit === null ? "" : `, at ${commit.slice(0, 12)}${isDirty ? " with edits that are in no commit" : ""}`;
  return `${arm} of run ${run}: ${formatPercent(passRate)} pass (${formatCount(passed)} of ${formatCount(samples)})${isSimulated ? ", simulated" : ""}${where}.`;
}

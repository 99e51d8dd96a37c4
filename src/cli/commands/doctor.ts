// `touchstone doctor <run>`: looks at everything a run has written, says what is wrong and what to do, and mends what it can without a loss.
import { examineRun, isSound, type Examination } from "../../core/engine/stored/examine-run.ts";
import type { RunFinding } from "../../core/engine/stored/finding.ts";
import { repairRun } from "../../core/engine/stored/repair-run.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { lockPath } from "../../core/store/layout.ts";
import { findRunId } from "../../core/store/run-store.ts";
import { isAlive, takeLock } from "../../node/lock-file.ts";
import { exitCodes } from "../exit-code.ts";
import { currentProject } from "../project.ts";
import type { Terminal } from "../terminal.ts";

export interface DoctorFlags {
  readonly repair: boolean;
  readonly json: boolean;
}

/** Exits 0 for a sound run, and 3 for one of which something is missing, damaged or left over. */
export async function doctor(terminal: Terminal, name: string, { repair, json }: DoctorFlags): Promise<number> {
  const { storage } = await currentProject(terminal);
  const runId = await findRunId(storage, name);
  const lock = async (id: string): Promise<() => Promise<void>> => takeLock(await storage.prepare(lockPath(id)), `Run ${id}`);
  const before = await examineRun(storage, runId, isAlive);
  const canRepair = repair && before.findings.some(({ isRepairable }) => isRepairable);
  const repaired = canRepair ? await repairRun({ storage, lock }, runId) : [];
  const examination = canRepair ? await examineRun(storage, runId, isAlive) : before;
  const exitCode = isSound(examination) ? exitCodes.ok : exitCodes.incomplete;
  if (json) {
    const findings = examination.findings.map(({ isRepairable, ...finding }) => ({ ...finding, repairable: isRepairable }));
    terminal.printJson({ run: runId, sound: isSound(examination), findings, repaired, exitCode });
  } else terminal.print(...reportLines(examination, repaired, terminal.style));
  return exitCode;
}

function reportLines(examination: Examination, repaired: readonly string[], style: Terminal["style"]): string[] {
  const { runId, findings } = examination;
  const verdict = isSound(examination)
    ? `Run ${runId} is sound.`
    : `Run ${runId} is not sound: ${countWords(findings.filter(({ severity }) => severity === "problem").length)}.`;
  return [
    ...findings.flatMap((finding) => findingLines(finding, style)),
    ...repaired.map((sentence) => escapeLine(`mended: ${sentence}`)),
    verdict,
  ];
}

function countWords(count: number): string {
  return count === 1 ? "1 problem" : `${count} problems`;
}

function findingLines({ severity, file, line, message, hint }: RunFinding, style: Terminal["style"]): string[] {
  const place = style("bold", escapeLine(`${file}${line === null ? "" : `:${line}`}`));
  const word = style(severity === "problem" ? "red" : "dim", severity);
  return [`${place}  ${word}  ${escapeLine(message)}`, ...(hint === null ? [] : [`    ${escapeLine(hint)}`])];
}

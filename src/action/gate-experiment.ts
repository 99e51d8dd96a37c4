// One experiment, gated or one shard of it run, by the command line: its verdict, its report and its files.
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { reportOf, reportOfFailure } from "./comment-text.ts";
import { readField, readText, readWhole } from "./foreign-json.ts";
import type { Inputs } from "./inputs.ts";
import { runTouchstone, type Touchstone } from "./run-touchstone.ts";
import { verdictOf, type Verdict } from "./verdict.ts";

/** The report files, by the name of the output that tells where they are, with the end of their names. */
const reportFiles = { comment: ".comment.md", junit: ".junit.xml", sarif: ".sarif", json: ".json", intoto: ".intoto.json" } as const;
const formats = "comment,junit,sarif,json,in-toto";

export type ReportKind = keyof typeof reportFiles;

export interface GatedExperiment {
  /** As the input names it. */
  readonly experiment: string;
  readonly verdict: Verdict;
  /** The command's own exit code; null when it was not started or a signal ended it. */
  readonly exitCode: number | null;
  readonly run: string | null;
  /** Rates of the arms, 0 to 1, by name. */
  readonly passRates: Readonly<Record<string, number>>;
  /** Markdown: the command's report, or what went wrong. */
  readonly report: string;
  /** In short, for a title. */
  readonly reason: string | null;
  readonly files: Readonly<Partial<Record<ReportKind, string>>>;
}

export interface GateOptions {
  readonly inputs: Inputs;
  /** The commit to compare with; null gates the variants against their baseline. */
  readonly base: string | null;
  readonly isFromFork: boolean;
  /** Absolute; the command is started there. */
  readonly folder: string;
  /** Absolute; its reports are written there. */
  readonly out: string;
}

const largestReport = 4 * 1024 * 1024;

export async function gateExperiment(experiment: string, options: GateOptions, touchstone: Touchstone): Promise<GatedExperiment> {
  const nothing = { experiment, run: null, passRates: {}, files: {} };
  const failed = (verdict: Verdict, exitCode: number | null, reasons: readonly string[]): GatedExperiment => ({
    ...nothing,
    verdict,
    exitCode,
    report: reportOfFailure(experiment, verdict, reasons),
    reason: reasons[0] ?? null,
  });
  if (touchstone.signal.aborted) return failed("cancelled", null, ["The job was cancelled before this experiment began."]);
  await mkdir(options.out, { recursive: true });
  const { exitCode, result } = await runTouchstone(wordsFor(experiment, options), options.folder, touchstone);
  const error = errorIn(result);
  if (options.isFromFork && error?.code === "provider/key-missing") return failed("incomplete", exitCode, keyMissingOnFork);
  const verdict = verdictOf(exitCode);
  const run = readText(result, "run");
  const files = await findFiles(options.out, run);
  const report = files.comment === undefined ? null : await readReport(files.comment);
  const figures = { experiment, exitCode, run, passRates: passRatesIn(result), files };
  if (options.inputs.shard !== null) return { ...figures, verdict, report: "", reason: error?.message ?? null };
  if (report !== null) return { ...figures, verdict, report: reportOf(report), reason: sentenceIn(result) };
  // A gate that says yes and shows nothing for it is not believed.
  const unproven = verdict === "pass" || verdict === "inconclusive" || verdict === "fail" ? "crashed" : verdict;
  return { ...failed(unproven, exitCode, reasonsFor({ verdict: unproven, error, exitCode, base: options.base })), run, files };
}

function wordsFor(experiment: string, { inputs, base, isFromFork, out }: GateOptions): string[] {
  const own =
    inputs.shard === null
      ? ["gate", ...(base === null ? [] : [`--base=${base}`]), `--format=${formats}`]
      : ["run", `--shard=${inputs.shard}`, "--format=json"];
  const caps = [
    ...(inputs.maxCost === null ? [] : [`--max-cost=${inputs.maxCost}`]),
    ...(inputs.maxCalls === null ? [] : [`--max-calls=${inputs.maxCalls}`]),
  ];
  // Code that a stranger wrote is run on nobody's say-so.
  const further = isFromFork ? inputs.words.filter((word) => !word.startsWith("--allow-code")) : inputs.words;
  return [...own, `--out=${out}`, "--json", ...caps, ...further, "--", experiment];
}

const keyMissingOnFork = [
  "This pull request comes from a fork, so the workflow has no keys, and not all of its answers are simulated or cached.",
  "Run the gate on a branch of this repository, or restore a cache that holds the answers.",
];

interface Ending {
  readonly verdict: Verdict;
  readonly error: CommandError | null;
  readonly exitCode: number | null;
  readonly base: string | null;
}

/** What happened, and what to do next. */
function reasonsFor({ verdict, error, exitCode, base }: Ending): string[] {
  // An error that names the base is about a commit that is not in the clone, as a rule.
  if (error !== null && base !== null && error.message.includes(base))
    return [error.message, "Give actions/checkout `fetch-depth: 0`, so that the commit to compare with is there."];
  if (error !== null) return [error.message, ...(error.hint === null ? [] : [error.hint])];
  if (verdict === "cancelled")
    return ["The job was cancelled.", "Start it again: what was answered is kept, and a restored cache serves it."];
  const how = exitCode === null ? "was ended by a signal" : `ended with exit code ${exitCode}`;
  return [`The command ${how} and left no report.`, "Look at the log of this step."];
}

interface CommandError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** The error of a command that could not do its work (contracts §12). */
function errorIn(result: unknown): CommandError | null {
  const code = readText(result, "error", "code");
  const message = readText(result, "error", "message");
  const file = readText(result, "error", "file");
  const line = readWhole(result, "error", "line");
  if (code === null || message === null) return null;
  const place = file === null ? "" : `${file}${line === null ? "" : `:${line}`}: `;
  return { code, message: `${place}${message}`, hint: readText(result, "error", "hint") };
}

function sentenceIn(result: unknown): string | null {
  return readText(result, "gates", "sentence");
}

function passRatesIn(result: unknown): Record<string, number> {
  const arms = readField(result, "variants");
  if (!Array.isArray(arms)) return {};
  const rates = arms.flatMap((arm: unknown): [string, number][] => {
    const [name, rate] = [readText(arm, "name"), readField(arm, "passRate", "value")];
    return name !== null && typeof rate === "number" ? [[name, rate]] : [];
  });
  return Object.fromEntries(rates);
}

async function findFiles(folder: string, run: string | null): Promise<Partial<Record<ReportKind, string>>> {
  if (run === null) return {};
  const names = new Set(await readdir(folder));
  const found = Object.entries(reportFiles).flatMap(([kind, end]) =>
    names.has(`${run}${end}`) ? [[kind, join(folder, `${run}${end}`)]] : [],
  );
  return Object.fromEntries(found) as Partial<Record<ReportKind, string>>;
}

async function readReport(file: string): Promise<string | null> {
  const { size } = await stat(file);
  if (size > largestReport) return null;
  const report = await readFile(file, "utf8");
  return report.trim() === "" ? null : report;
}

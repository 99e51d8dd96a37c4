// The commands with their flags and help; what a command does is loaded when it is called.
import { Command, CommanderError, Option } from "commander";
import { TouchstoneError } from "../core/base/errors.ts";
import { methodGroups } from "../core/stats/methods/names.ts";
import { exportFormatNames } from "../core/report/exporters/names.ts";
import { addLabelCommands } from "./labels-program.ts";
import { exitCodes } from "./exit-code.ts";
import type { ApproveFlags } from "./commands/approve.ts";
import type { PlanFlags } from "./commands/plan.ts";
import type { GateFlags } from "./commands/gate.ts";
import type { RunCommandFlags } from "./commands/run.ts";
import type { CheckFlags } from "./commands/check.ts";
import type { DoctorFlags } from "./commands/doctor.ts";
import type { ExportFlags } from "./commands/export.ts";
import type { JudgeCheckFlags } from "./commands/judge-check.ts";
import type { MergeFlags } from "./commands/merge.ts";
import type { ResumeFlags, RetryFlags } from "./commands/continue.ts";
import type { RenderFlags } from "./commands/render.ts";
import type { CodeFlag } from "./run-host.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** Their names alone: what writes them is loaded when it is needed. */
const exportFormats = exportFormatNames.join(", ");

type JsonFlag = { readonly json: boolean };

/** A parser of arguments; it answers with an exit code when no command was run (help, version). `onResult` gets each command's promise. */
export function createProgram(
  terminal: Terminal,
  onResult: (exitCode: Promise<number>) => Promise<void>,
): (argv: readonly string[]) => Promise<number | null> {
  const output = { writeOut: terminal.write, writeErr: () => undefined };
  const program = new Command("touchstone")
    .description(
      "Prompt experiments with evidence: run templates over collections, rate the responses, know whether a change made it better.",
    )
    .version(version)
    .showHelpAfterError("(see touchstone --help)")
    .exitOverride()
    .configureOutput(output)
    .configureHelp({ optionDescription: (option) => option.description })
    .addHelpText(
      "after",
      examples([
        "touchstone init my-prompts",
        "touchstone check",
        "touchstone run experiments/tone.experiment.yaml",
        "touchstone list runs",
      ]) + exitHelp,
    );
  const addTo =
    (parent: Command) =>
    (words: string, description: string, lines: readonly string[]): Command =>
      parent
        .command(words)
        .description(description)
        .option("--json", "one JSON object on stdout", false)
        .addHelpText("after", examples(lines))
        .exitOverride()
        .configureOutput(output);

  const command = addTo(program);
  command("init [dir]", "write a sample project that runs without a key", ["touchstone init my-prompts"]).action(
    (dir: string | undefined, flags: JsonFlag) =>
      onResult(import("./commands/init.ts").then(({ init }) => init(terminal, dir ?? ".", flags))),
  );
  command("check [paths...]", "every finding in the project's files", [
    "touchstone check",
    "touchstone check templates/reply.prompt --json",
    "touchstone check --sarif > findings.sarif",
  ])
    .option("--sarif", "a SARIF 2.1.0 log on stdout", false)
    .action((paths: string[], flags: CheckFlags) =>
      onResult(import("./commands/check.ts").then(({ check }) => check(terminal, paths, flags))),
    );
  command("render <template>", "the messages that one row becomes", [
    "touchstone render templates/reply.prompt --collection collections/tickets.csv --row T-0007",
    "touchstone render templates/reply.prompt --data row.json --json",
  ])
    .option("--data <file>", "values from a JSON file")
    .option("--collection <file>", "values from a collection")
    .option("--row <id>", "the row; the first one if not given")
    .action((template: string, flags: RenderFlags) =>
      onResult(import("./commands/render.ts").then(({ render }) => render(terminal, template, flags))),
    );
  withRunFlags(
    command("plan <experiment>", "calls, tokens, worst-case cost and destinations; calls nobody", [
      "touchstone plan experiments/tone.experiment.yaml --rows first:20",
    ]),
  ).action((experiment: string, flags: PlanFlags) =>
    onResult(import("./commands/plan.ts").then(({ plan }) => plan(terminal, experiment, flags))),
  );
  withExportFlags(
    withRunFlags(
      command("run <experiment>", "run an experiment, or a template that names its collection and criteria", [
        "touchstone run experiments/tone.experiment.yaml",
        "touchstone run experiments/tone.experiment.yaml --variant short --filter 'region=EU|US' --max-cost 2",
        "touchstone run templates/reply.prompt --rows sample:20 --json",
        "touchstone run experiments/tone.experiment.yaml --fresh",
        "touchstone run experiments/tone.experiment.yaml --shard 3/8",
        "touchstone run experiments/tone.experiment.yaml --batch",
        "touchstone run experiments/tone.experiment.yaml --endpoint openai=http://localhost:8000/v1",
      ]),
    ).option(...codeFlag),
  ).action((experiment: string, flags: RunCommandFlags) =>
    onResult(import("./commands/run.ts").then(({ run }) => run(terminal, experiment, flags))),
  );
  withExportFlags(
    withSelectionFlags(
      command("aa <experiment>", "run the baseline against itself: how far its figures move when nothing is changed (a Noise Check)", [
        "touchstone aa experiments/tone.experiment.yaml",
        "touchstone aa experiments/tone.experiment.yaml --epochs 3 --max-cost 2",
      ]),
    ).option(...codeFlag),
  ).action((experiment: string, flags: RunCommandFlags) =>
    onResult(import("./commands/run.ts").then(({ aa }) => aa(terminal, experiment, flags))),
  );
  withGateFlags(
    command("gate <experiment>", "run an experiment and decide its gates; the verdict is the exit code", [
      "touchstone gate experiments/tone.experiment.yaml",
      "touchstone gate experiments/tone.experiment.yaml --base origin/main --max-cost 2",
      "touchstone gate experiments/tone.experiment.yaml --base HEAD --out reports --format comment,junit,json",
    ]).addHelpText("after", gateHelp),
  ).action((experiment: string, flags: GateFlags) =>
    onResult(import("./commands/gate.ts").then(({ gate }) => gate(terminal, experiment, flags))),
  );
  withLimitFlags(
    command("resume <run>", "finish what a stopped run is missing, from the inputs it pinned; what ended in an error stays", [
      "touchstone resume latest",
      "touchstone resume latest --cancel-batches",
    ]),
    "as the run began",
  )
    .option(...codeFlag)
    .option("--cancel-batches", "stop the run's batches at the provider, collect what they answered, and send nothing more", false)
    .action((run: string, flags: ResumeFlags) =>
      onResult(import("./commands/continue.ts").then(({ resume }) => resume(terminal, run, flags))),
    );
  withLimitFlags(
    command("retry <run>", "try again what ended in an error and finish what is missing, in the same run, from the inputs it pinned", [
      "touchstone retry latest",
      "touchstone retry 0193a5b0 --max-cost 1",
    ]),
    "as the run began",
  )
    .option(...codeFlag)
    .action((run: string, flags: RetryFlags) =>
      onResult(import("./commands/continue.ts").then(({ retry }) => retry(terminal, run, flags))),
    );
  withRatingFlags(
    withLimitFlags(
      command("rerate <run>", "rate the responses of a run again, by the criteria as they are now, in a new run; asks only the judge", [
        "touchstone rerate latest",
        "touchstone rerate 0193a5b0 --rating fast --json",
      ]),
      "10",
    ),
  )
    .option(...codeFlag)
    .action((run: string, flags: PlanFlags & CodeFlag) =>
      onResult(import("./commands/rerate.ts").then(({ rerate }) => rerate(terminal, run, flags))),
    );
  withLimitFlags(
    command(
      "judge-check <run>",
      "ask the judge of a run again: how often it changes its mind, and whether a response can talk it into a pass",
      ["touchstone judge-check latest", "touchstone judge-check 0193a5b0 --rows sample:50 --max-cost 1 --json"],
    ),
    "as in the run",
  )
    .option("--rows <choice>", "sample:20 (default), first:20 or id:a,b, of the rows of the run", "sample:20")
    .option("--fresh", "ask also what an earlier check has asked", false)
    .addHelpText("after", judgeCheckHelp)
    .action((run: string, flags: JudgeCheckFlags) =>
      onResult(import("./commands/judge-check.ts").then(({ judgeCheck }) => judgeCheck(terminal, run, flags))),
    );
  command("list [kind]", "collections, templates, criteria, models, experiments, runs or baselines", [
    "touchstone list",
    "touchstone list runs --json",
  ]).action((kind: string | undefined, flags: JsonFlag) =>
    onResult(import("./commands/list.ts").then(({ list }) => list(terminal, kind, flags))),
  );
  command("export <run>", "a stored run as a file", [
    "touchstone export latest --format csv --out run.csv",
    "touchstone export latest --format json > run.json",
  ])
    .requiredOption("--format <format>", exportFormats)
    .option("--out <file>", "write to a file and not to stdout")
    .option("--with-content", "otlp: the messages and answers too, which are left out otherwise", false)
    .action((run: string, flags: ExportFlags) =>
      onResult(import("./commands/export.ts").then(({ exportRun }) => exportRun(terminal, run, flags))),
    );
  command("approve <run>", "make a finished run the approved baseline of its experiment: a small file beside it, to be committed", [
    "touchstone approve latest",
    "touchstone approve 0193a5b0:short --name release",
  ])
    .option("--name <name>", "one of several baselines: <experiment>.<name>.baseline.json; <experiment>.baseline.json without it")
    .action((run: string, flags: ApproveFlags) =>
      onResult(import("./commands/approve.ts").then(({ approve }) => approve(terminal, run, flags))),
    );
  command("merge <runs...>", "the shards of one run, by id or folder, as one run of this project", [
    "touchstone merge 0193a5b0 0193a5c7 0193a5d1",
    "touchstone merge artifacts/*/.touchstone/runs/*",
    "touchstone merge artifacts/*/.touchstone/runs/* --allow-partial",
  ])
    .option("--allow-partial", "also when shards are missing or unfinished: an incomplete run, to be finished by resume", false)
    .action((runs: string[], flags: MergeFlags) =>
      onResult(import("./commands/merge.ts").then(({ merge }) => merge(terminal, runs, flags))),
    );
  command("doctor <run>", "look for damage in all that a run has written, and say what to do", [
    "touchstone doctor latest",
    "touchstone doctor 0193a5b0 --repair",
  ])
    .option("--repair", "do what loses nothing: cut half lines aside, remove a stale lock, make the summary again", false)
    .action((run: string, flags: DoctorFlags) =>
      onResult(import("./commands/doctor.ts").then(({ doctor }) => doctor(terminal, run, flags))),
    );
  command("compare <runs...>", "stored runs or variants against the first one", [
    "touchstone compare latest:baseline latest:short",
    "touchstone compare 0193a5b0 0193a5c7:short --json",
  ]).action((runs: string[], flags: JsonFlag) =>
    onResult(import("./commands/compare.ts").then(({ compare }) => compare(terminal, runs, flags))),
  );
  command("stats [method]", "one statistical method: a JSON object on stdin, one on stdout, errors too", [
    "touchstone stats verdict_binary < input.json > output.json",
    `echo '{"k": 45, "n": 50, "confidence": 0.95}' | touchstone stats wilson_ci`,
  ])
    .addHelpText("after", methodsHelp)
    .action((method: string | undefined) => onResult(import("./commands/stats.ts").then(({ stats }) => stats(terminal, method))));

  command("trust <action> [files...]", "which scripts of criteria may run without --allow-code: add, list or remove", [
    "touchstone trust add scorers/polite.mjs",
    "touchstone trust list",
    "touchstone trust remove scorers/polite.mjs",
  ])
    .addHelpText(
      "after",
      "\nA script is trusted as it stands, by its hash; changed, it has to be added again. The list is your own and lies in no project.\n",
    )
    .action((action: string, files: string[], flags: JsonFlag) =>
      onResult(import("./commands/trust.ts").then(({ trust }) => trust(terminal, action, files, flags))),
    );
  const labels = program
    .command("labels")
    .description("what people say of responses: for annotators and back, counted, held against the judge");
  addLabelCommands(addTo(labels.exitOverride().configureOutput(output)), terminal, onResult);

  return async (argv) => {
    try {
      await program.parseAsync(argv.length === 0 ? ["--help"] : argv, { from: "user" });
      return null;
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === 0) return exitCodes.ok;
      if (error.code === "commander.help")
        throw new TouchstoneError("input/invalid", "A subcommand is missing.", { hint: `See touchstone ${argv.join(" ")} --help.` });
      const message = error.message.replace(/^error: /, "").replaceAll("\n", " ");
      throw new TouchstoneError("input/invalid", /[.)]$/.test(message) ? message : `${message}.`, { hint: "See touchstone --help." });
    }
  };
}

const codeFlag = [
  "--allow-code",
  "run the scripts that the criteria name, as they are, for this call; see touchstone trust",
  false,
] as const;

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

function withLimitFlags(command: Command, usual: string): Command {
  return command
    .option("--concurrency <n>", `most calls in flight (default: ${usual})`)
    .option("--max-cost <usd>", "stop sending when this much is spent")
    .option("--max-calls <n>", "stop sending after this many requests")
    .option("--endpoint <name=url>", "where a named endpoint is; repeatable", collect, []);
}

function withRatingFlags(command: Command): Command {
  return command
    .option("--rating <mode>", "detailed or fast")
    .option("--fresh", "ask for every answer again and take none from the cache; the new ones are kept there", false);
}

function withExportFlags(command: Command): Command {
  return command
    .option("--out <dir>", "also write the run into this folder, as --format")
    .option("--format <formats>", `${exportFormats}; json if not given, several with commas`);
}

function withRunFlags(command: Command): Command {
  return withSelectionFlags(command).option("--variant <names>", "only these variants, comma-separated; the baseline always runs");
}

function withSelectionFlags(command: Command): Command {
  return withRatingFlags(withLimitFlags(command, "10"))
    .option("--rows <selector>", "first:20, sample:20, failing, errors or id:a,b")
    .option("--filter <column=value|value>", "only rows with these values; repeatable", collect, [])
    .option(
      "--shard <i/n>",
      "only one of n parts of the rows, all arms and epochs of a row together; put together by merge; not with --batch",
    )
    .option("--epochs <n>", "how often each row is run")
    .option(
      "--batch",
      "hand the calls to the provider's batch API: half the price, answered within 24 h; not with --shard or gates on latency",
      false,
    )
    .option("--judge <way>", "with --batch: batch (default), another batch after the responses, or live")
    .option("--seed <n>", "seed of order, draws and bootstrap (default: 1)");
}

/** What a gate refuses has no place in its help, and an answer of its own. */
function withGateFlags(command: Command): Command {
  return withExportFlags(withRatingFlags(withLimitFlags(command, "10")))
    .option("--base <ref>", "compare with the experiment at this commit: the arms base and head, on the rows and criteria as they are now")
    .option("--variant <names>", "without --base: only these variants, comma-separated")
    .option("--epochs <n>", "how often each row is run")
    .option("--seed <n>", "seed of order, draws and bootstrap (default: 1)")
    .option(...codeFlag)
    .addOption(new Option("--rows <selector>").hideHelp())
    .addOption(new Option("--filter <column=value>").argParser(collect).default([]).hideHelp())
    .addOption(new Option("--shard <i/n>").hideHelp())
    .addOption(new Option("--batch").hideHelp());
}

const gateHelp = `
Exit codes of gate:
  0 pass   1 fail   2 inconclusive   3 incomplete   4 usage or invalid document   5 internal   130 cancelled

It starts only under a cap (--max-cost, --max-calls or the defaults of touchstone.yaml), unless every model is simulated.
`;

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}

function methodsHelp(): string {
  const groups = Object.entries(methodGroups).map(([subject, names]) => `  ${subject}:\n    ${names.join("\n    ")}`);
  return `\nMethods (keys, formulas and sources: docs/statistics.md):\n${groups.join("\n")}\n`;
}

const judgeCheckHelp = `
Each judged response of these rows is put before the pinned judge once more, and 36 texts that ask for a pass are put behind
responses that failed. Nothing is generated, and the run stays as it is.
`;

const exitHelp = `
Exit codes (1 and 2 are of gate alone: failed, inconclusive):
  0 done   3 incomplete, errors or a run that is not sound   4 usage or invalid document   5 internal   130 cancelled

Keys come from the environment: OPENAI_API_KEY, ANTHROPIC_API_KEY, TOUCHSTONE_KEY_<NAME> for other endpoints.
`;

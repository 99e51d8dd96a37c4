// The subcommands of `touchstone labels` with their flags and help.
import type { Command } from "commander";
import type { LabelsExportFlags, LabelsImportFlags } from "./commands/labels.ts";
import type { Terminal } from "./terminal.ts";

type MakeCommand = (words: string, description: string, lines: readonly string[]) => Command;

/** `command` makes a subcommand as all others of the program are made. */
export function addLabelCommands(command: MakeCommand, terminal: Terminal, onResult: (exitCode: Promise<number>) => Promise<void>): void {
  command("export <run>", "a CSV sheet for annotators: the responses of all arms, mixed and unnamed", [
    "touchstone labels export latest --rows sample:50 --out rate.csv",
    "touchstone labels export latest --criteria polite,states-window --out rate.csv",
  ])
    .option("--criteria <ids>", "only these, comma-separated (default: those that a judge answers)")
    .option("--rows <selector>", "first:20, sample:50 or id:a,b (default: all)")
    .option("--seed <n>", "seed of the draw and of the order (default: 1)")
    .option("--out <file>", "write to a file and not to stdout")
    .action((run: string, flags: LabelsExportFlags) =>
      onResult(import("./commands/labels.ts").then(({ exportLabels }) => exportLabels(terminal, run, flags))),
    );
  command("import <file>", "read a rated sheet back: all of it, or nothing where a line is wrong", [
    "touchstone labels import rate.csv --by ada",
  ])
    .requiredOption("--by <name>", "who rated")
    .action((file: string, flags: LabelsImportFlags) =>
      onResult(import("./commands/labels.ts").then(({ importLabels }) => importLabels(terminal, file, flags))),
    );
  command("list", "labels by criterion and rater, and how far raters agree", ["touchstone labels list"]).action(
    (flags: { json: boolean }) => onResult(import("./commands/labels.ts").then(({ listLabels }) => listLabels(terminal, flags))),
  );
  command("agreement <run>", "how far judge and checks agree with people: table, accuracy, kappa, corrected pass rates", [
    "touchstone labels agreement latest",
  ]).action((run: string, flags: { json: boolean }) =>
    onResult(import("./commands/labels.ts").then(({ showAgreement }) => showAgreement(terminal, run, flags))),
  );
}

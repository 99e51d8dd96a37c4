// Flags that several commands share, as functions that give them to a command.
import { Option, type Command } from "commander";
import { exportFormatNames } from "../core/report/exporters/names.ts";

/** Their names alone: what writes them is loaded when it is needed. */
export const exportFormats = exportFormatNames.join(", ");

/** Lets scripts run for one call. */
export const codeFlag = [
  "--allow-code",
  "run the scripts that the criteria name, as they are, for this call; see touchstone trust",
  false,
] as const;

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

export function withLimitFlags(command: Command, usual: string): Command {
  return command
    .option("--concurrency <n>", `most calls in flight (default: ${usual})`)
    .option("--max-cost <usd>", "stop sending when this much is spent")
    .option("--max-calls <n>", "stop sending after this many requests")
    .option("--endpoint <name=url>", "where a named endpoint is; repeatable", collect, []);
}

export function withRatingFlags(command: Command): Command {
  return command
    .option("--rating <mode>", "detailed or fast")
    .option("--fresh", "ask for every answer again and take none from the cache; the new ones are kept there", false);
}

export function withExportFlags(command: Command): Command {
  return command
    .option("--out <dir>", "also write the run into this folder, as --format")
    .option("--format <formats>", `${exportFormats}; json if not given, several with commas`);
}

export function withRunFlags(command: Command): Command {
  return withSelectionFlags(command).option("--variant <names>", "only these variants, comma-separated; the baseline always runs");
}

export function withSelectionFlags(command: Command): Command {
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
export function withGateFlags(command: Command): Command {
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

// The rows of the shortest commands, in which a start is nearly everything: `--version`, and a run of one row.
import type { Conditions } from "../conditions.ts";
import { commandFor, type Contender, forget, prepare, versionCommand } from "../contenders.ts";
import { type Command, measureWall, median } from "../measure.ts";
import { inRounds } from "../rounds.ts";
import { milliseconds, type Row } from "../table.ts";
import { withServer } from "../with-server.ts";

/** So short that a single one says little. */
const repetitions = 5;

export async function measureStart({ rounds, withPromptfoo }: Conditions): Promise<Row[]> {
  const names: readonly Contender[] = withPromptfoo ? ["touchstone", "promptfoo"] : ["touchstone"];
  return withServer({ latencyMs: 5 }, async ({ folder, server }) => {
    const job = { folder, url: server.url, rows: 1, concurrency: 10, hasJudge: false, usesCache: false };
    prepare(job);
    const measureAll = async (what: string, bar: number, commandOf: (name: Contender) => Command): Promise<Row> => {
      // The first of each warms the files up, and lets promptfoo make its folder.
      for (const name of names) await measureWall(commandOf(name));
      const { touchstone, promptfoo } = await inRounds(names, rounds * repetitions, async (name) => {
        forget(job);
        return measureWall(commandOf(name));
      });
      return {
        what,
        bar: `≤ ${milliseconds(bar)}`,
        touchstone: milliseconds(median(touchstone)),
        promptfoo: promptfoo.length === 0 ? "" : milliseconds(median(promptfoo)),
        floor: "",
        ideal: "",
        ratio: "",
        isMet: median(touchstone) <= bar,
      };
    };
    return [
      await measureAll("`--version`", 0.15, (name) => versionCommand(name, folder)),
      await measureAll("a run of one row", 0.4, (name) => commandFor(name, job)),
    ];
  });
}

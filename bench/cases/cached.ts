// The row of a second run of what the cache holds already: its time, and how many calls it makes.
import type { Conditions } from "../conditions.ts";
import { commandFor, type Contender, forget, prepare } from "../contenders.ts";
import { measure, median } from "../measure.ts";
import { inRounds } from "../rounds.ts";
import { type Row, seconds } from "../table.ts";
import { withServer } from "../with-server.ts";

const rows = 2000;

export async function measureCached({ rounds, withPromptfoo }: Conditions): Promise<Row[]> {
  const names: readonly Contender[] = withPromptfoo ? ["touchstone", "promptfoo"] : ["touchstone"];
  return withServer({ latencyMs: 5 }, async ({ folder, server }) => {
    const job = { folder, url: server.url, rows, concurrency: 100, hasJudge: false, usesCache: true };
    prepare(job);
    forget(job);
    for (const name of names) await measure(commandFor(name, job));
    const { touchstone, promptfoo } = await inRounds(names, rounds, async (name) => {
      const before = await server.requests();
      const { wall } = await measure(commandFor(name, job));
      return { wall, calls: (await server.requests()) - before };
    });
    const shown = (figures: readonly { wall: number; calls: number }[]): string =>
      `${seconds(median(figures.map(({ wall }) => wall)))}, ${Math.max(...figures.map(({ calls }) => calls))} calls`;
    return [
      {
        what: "re-run of 2,000 samples, all cached",
        bar: "≤ 1 s, 0 calls",
        touchstone: shown(touchstone),
        promptfoo: promptfoo.length === 0 ? "" : shown(promptfoo),
        floor: "",
        ideal: "",
        ratio: "",
        isMet: median(touchstone.map(({ wall }) => wall)) <= 1 && touchstone.every(({ calls }) => calls === 0),
      },
    ];
  });
}

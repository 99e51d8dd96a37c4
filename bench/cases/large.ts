// The rows of a finished run of 50,000 rows in two arms with eight criteria, shown by the shipped thread as the panel asks for it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeLargeRun } from "../../test/support/large-run.ts";
import { type Showing, showRun } from "../../test/support/show-run.ts";
import type { Conditions } from "../conditions.ts";
import { median } from "../measure.ts";
import { milliseconds, ownRow, type Row, seconds } from "../table.ts";

const size = { rows: 50_000, characters: 1_000 };

export async function measureLarge({ rounds }: Conditions): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-bench-"));
  try {
    const { manifest } = await writeLargeRun(folder, size);
    const run = { root: folder, runId: manifest.runId };
    // The first to look finds no index, and makes it.
    const withoutIndex = await showRun(run);
    const shown: Showing[] = [];
    for (let round = 0; round < rounds; round++) shown.push(await showRun(run));
    const figure = (of: (showing: Showing) => number): number => median(shown.map(of));
    const [paint, change] = [figure(({ firstPaintMs }) => firstPaintMs) / 1000, figure(slowestChange) / 1000];
    const memory = figure(({ peakBytes }) => peakBytes) / 1e6;
    return [
      ownRow("open a run of 100,000 samples: first paint", "≤ 2 s", seconds(paint), paint <= 2),
      ownRow("the same without its index, which is then made", "", seconds(withoutIndex.firstPaintMs / 1000), null),
      ownRow("the same run: sort or filter, the slowest of nine", "≤ 200 ms", milliseconds(change), change <= 0.2),
      ownRow("the same run: search through all texts", "", seconds(figure(({ searchMs }) => searchMs) / 1000), null),
      ownRow("the same run: memory of the host", "≤ 400 MB", `${Math.round(memory)} MB`, memory <= 400),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function slowestChange({ sortsAndFiltersMs }: Showing): number {
  return Math.max(...Object.values(sortsAndFiltersMs));
}

// Measures contenders in rounds: each round runs all of them, in an order that turns around from round to round.
import type { Contender } from "./contenders.ts";
import { median } from "./measure.ts";

/** The figures of each contender, round by round; of one that takes no part, none. */
export async function inRounds<Measured>(
  names: readonly Contender[],
  rounds: number,
  measureOne: (name: Contender) => Promise<Measured>,
): Promise<Readonly<Record<Contender, readonly Measured[]>>> {
  const measured: Record<Contender, Measured[]> = { touchstone: [], promptfoo: [], floor: [], ideal: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) measured[name].push(await measureOne(name));
  }
  return measured;
}

/** The median of the ratios within each round: what slows a whole round down slows both. */
export function medianRatio(own: readonly number[], other: readonly number[]): number {
  return median(own.map((value, round) => value / (other[round] ?? Number.NaN)));
}

// All paired tables of a number of rows that are likely enough to matter, with their probabilities, for rates by full enumeration.
import { binomialLogPmf } from "../../../src/core/stats/binomial.ts";
import type { PairedTable } from "../../../src/core/stats/paired-proportions.ts";

/** Tables that are left out are together less likely than 1e-7. */
const leastLogProbability = Math.log(1e-12);

/** `shares` are the probabilities of a row of each cell: both pass, only the variant, only the baseline, both fail. */
export function* likelyTables(
  rows: number,
  [bothPassShare, variantShare, baselineShare, bothFailShare]: readonly [number, number, number, number],
): Generator<{ readonly table: PairedTable; readonly probability: number }> {
  const discordance = variantShare + baselineShare;
  for (let discordant = 0; discordant <= rows; discordant += 1) {
    const first = binomialLogPmf(discordant, rows, discordance);
    if (first < leastLogProbability) continue;
    for (let onlyVariant = 0; onlyVariant <= discordant; onlyVariant += 1) {
      const second = first + binomialLogPmf(onlyVariant, discordant, variantShare / discordance);
      if (second < leastLogProbability) continue;
      const rest = rows - discordant;
      for (let bothPass = 0; bothPass <= rest; bothPass += 1) {
        const logProbability = second + binomialLogPmf(bothPass, rest, bothPassShare / (bothPassShare + bothFailShare));
        if (logProbability < leastLogProbability) continue;
        const table = { bothPass, onlyVariant, onlyBaseline: discordant - onlyVariant, bothFail: rest - bothPass };
        yield { table, probability: Math.exp(logProbability) };
      }
    }
  }
}

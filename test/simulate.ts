// `npm run simulate`: how far the verdicts of the example can be trusted, in 1,000 runs of the baseline against itself and 1,000 of the
// variant that is truly better. Prints the rates with their intervals, and fails where one is not what the documents promise.
import { parseArgs } from "node:util";
import { wilsonInterval } from "../src/core/stats/wilson.ts";
import { countVerdicts, type VerdictCounts } from "./support/simulation/count-verdicts.ts";
import { loadExample } from "./support/simulation/example-runs.ts";
import { truePassRate } from "./support/simulation/true-pass-rate.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "1000" } } });
const runs = Number(values.runs);
const mostFalseAlarms = 0.065;
const fewestFound = 0.85;

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

/** `52 of 1,000: 5.2% (4.0% to 6.7%)`, with Wilson's interval. */
function rate(part: number, whole: number): string {
  const { estimate, lower, upper } = wilsonInterval(part, whole, 0.95);
  return `${part} of ${whole}: ${percent(estimate)} (${percent(lower)} to ${percent(upper)})`;
}

function printCounts(title: string, { runs: whole, verdicts, erred, retried }: VerdictCounts): void {
  console.log(title);
  for (const [verdict, part] of Object.entries(verdicts)) console.log(`  ${verdict.padEnd(16)} ${rate(part, whole)}`);
  console.log(`  ${"erred".padEnd(16)} ${rate(erred, whole)}; ${retried} calls failed and were made again`);
}

const setup = await loadExample();
const trueRates = await Promise.all(setup.arms.map((arm) => truePassRate(setup, arm)));
console.log(`True pass rates: ${setup.arms.map(({ name }, index) => `${name} ${percent(trueRates[index] ?? 0)}`).join(", ")}.`);

const start = performance.now();
const equal = await countVerdicts(setup, "aa", runs);
printCounts(`A/A: the baseline against itself, ${setup.collection.rows.length} rows, margin ${setup.plan.margin}`, equal);
const planted = await countVerdicts(setup, "run", runs);
printCounts(`Planted: ${setup.arms[1]?.name ?? ""} against the baseline`, planted);
console.log(`${((performance.now() - start) / 1000).toFixed(0)} s`);

const isSound =
  (equal.verdicts.better + equal.verdicts.worse) / runs <= mostFalseAlarms &&
  equal.erred + planted.erred === 0 &&
  planted.verdicts.better / runs >= fewestFound;
console.log(isSound ? "As promised." : "Not as promised.");
process.exitCode = isSound ? 0 : 1;

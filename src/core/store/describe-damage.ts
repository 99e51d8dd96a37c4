// What was lost or left aside when a run's journals were read, in sentences for people.
import type { JournalDamage, JournalReading } from "./journal-reader.ts";

/** More damaged lines than these are counted only. */
const mostNamed = 5;

/**
 * A sentence for a run of a newer format, for each of the first damaged lines, one for how many more there are, and one for lines of
 * unknown kinds; none for a run of this version with whole journals.
 */
export function describeDamage({ damage, damaged, unknown, newerFormat }: JournalReading): string[] {
  const more = damaged - Math.min(damage.length, mostNamed);
  return [
    ...(newerFormat === null
      ? []
      : [
          `A newer version of Touchstone made this run (${newerFormat}): it is only read, and what this version does not know of it is left out. Update Touchstone to see all of it.`,
        ]),
    ...damage.slice(0, mostNamed).map(describeLine),
    ...(more > 0 ? [`${more} more damaged ${more === 1 ? "line was" : "lines were"} left out.`] : []),
    ...(unknown > 0
      ? [
          `${unknown} journal ${unknown === 1 ? "line is of a kind" : "lines are of kinds"} that this version does not know; update Touchstone to read ${unknown === 1 ? "it" : "them"}.`,
        ]
      : []),
  ];
}

function describeLine({ file, line, problem }: JournalDamage): string {
  return `${file}${line === 0 ? "" : `:${line}`}: ${problem}.`;
}

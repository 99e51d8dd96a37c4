// What people said of responses: their standing labels gathered by row and response, and the verdict of the majority.
import { standingLabels, type Label } from "./label.ts";
import type { PeopleVerdict, PeopleVerdicts } from "./people-verdict.ts";
import { fingerprintOfHash } from "./run-facts.ts";
import type { ManifestCriterion } from "./run-manifest.ts";

/** By the hash of the row and the fingerprint of the response. */
export type VerdictsByResponse = ReadonlyMap<string, ReadonlyMap<number, PeopleVerdicts>>;

/** The verdicts that labels give by these criteria; labels of other criteria, or of others of the same id, say nothing here. */
export function gatherVerdicts(labels: Iterable<Label>, criteria: readonly ManifestCriterion[]): VerdictsByResponse {
  const hashes = new Map(criteria.map(({ id, hash }) => [id, hash]));
  const votes = new Map<string, Map<number, Map<string, Vote[]>>>();
  for (const { row, response, criterion, criterionHash, label, note, by } of standingLabels(labels).values()) {
    if (label === null || hashes.get(criterion) !== criterionHash) continue;
    const byResponse = entry(votes, row, () => new Map<number, Map<string, Vote[]>>());
    // 48 bits of the hash: a record keeps no more of a response, and within one row nothing else comes so near.
    const byCriterion = entry(byResponse, fingerprintOfHash(response), () => new Map<string, Vote[]>());
    entry(byCriterion, criterion, (): Vote[] => []).push({ by, label, note: note ?? null });
  }
  return mapValues(votes, (byResponse) => mapValues(byResponse, (byCriterion) => mapValues(byCriterion, verdictOf)));
}

type Vote = PeopleVerdict["votes"][number];

function verdictOf(votes: readonly Vote[]): PeopleVerdict {
  const sorted = [...votes].sort((a, b) => (a.by < b.by ? -1 : 1));
  const lead = votes.reduce((sum, { label }) => sum + (label === "pass" ? 1 : -1), 0);
  return { label: lead === 0 ? null : lead > 0 ? "pass" : "fail", votes: sorted };
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function mapValues<Key, Value, Result>(map: ReadonlyMap<Key, Value>, change: (value: Value) => Result): Map<Key, Result> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

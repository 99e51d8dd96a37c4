// A head whose every request is the base's: what compares the two holds without a call, and only what is about the head alone is looked at.
import { count } from "../comparison/sentence.ts";
import type { GateDocument } from "../domain/experiment.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import type { GateRuling } from "./ruling.ts";

/** True for a gate with a rule about the arm by itself, whatever it is compared with. */
export function isAboutVariantAlone({ at_least: floor, no_more_than: ceiling, must_pass: isStrict }: GateDocument): boolean {
  const isAbsolute = ceiling !== undefined && !/^[+-]/.test(typeof ceiling === "string" ? ceiling : "");
  return floor !== undefined || isStrict !== undefined || isAbsolute;
}

/** How many requests were compared and found identical, where that is all of them; else null. */
export function unchangedRequests({ against, variants, collection, epochs }: RunManifest): number | null {
  if (against === undefined || variants.length !== 1) return null;
  const requests = collection.rows * epochs;
  return requests > 0 && against.identicalRequests === requests ? requests : null;
}

export interface Unchanged extends Pick<GateRuling, "gate" | "rule" | "metric" | "variant" | "category" | "limit"> {
  readonly requests: number;
  /** Rows that the rule is about. */
  readonly rows: number;
}

/** Of a rule that compares: it holds, but not of no row. */
export function rulingOfUnchanged({ requests, ...ruling }: Unchanged): GateRuling {
  const isEmpty = ruling.rows === 0;
  return {
    ...ruling,
    verdict: isEmpty ? "fail" : "pass",
    sentence: isEmpty
      ? `${ruling.metric ?? ""} of ${ruling.variant} has no row to be decided by, and a rule without rows fails.`
      : `Nothing changed: ${requests} of ${count(requests, "request")} are identical.`,
    value: null,
    interval: null,
    rowsToSettle: null,
  };
}

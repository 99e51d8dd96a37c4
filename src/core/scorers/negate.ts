// What `not-` makes of a rating: a pass becomes a fail and a value its complement; an error stays an error.
import type { Rated } from "./scorer.ts";

/** `check` is the name behind the `not-`. */
export function negate(rated: Rated, check: string): Rated {
  if (rated.kind === "error") return rated;
  return {
    kind: "rated",
    value: 1 - rated.value,
    label: rated.label === "pass" ? "fail" : "pass",
    reason: rated.reason === null ? null : `not-${check}: ${rated.reason}`,
  };
}

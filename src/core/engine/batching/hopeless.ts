// Failures of batches that no further batch would end otherwise: a person has to mend something, and the run goes on when it is resumed.
import type { ProviderError } from "../../providers/provider-error.ts";
import type { Stop } from "../running/run-control.ts";

/** How a run stops for such a failure: a refused key, a server that cannot be reached, an account that is used up; null for any other. */
export function hopelessStop({ kind, message: reason, shouldRetry }: ProviderError): Stop | null {
  if (kind === "auth" || kind === "unreachable") return { state: "incomplete", reason, cause: kind };
  return kind === "rate-limit" && shouldRetry === false ? { state: "paused", reason, cause: kind } : null;
}

// Requests that keep failing in the same way: after the fifth time they are not sent again in this run (rule R14).
import type { Hash } from "../../base/hash.ts";
import type { ProviderError } from "../../providers/provider-error.ts";

export interface RepeatedFailures {
  /** What was said of a request the last time, when it is not to be sent again; else null. */
  verdict(request: Hash): ProviderError | null;
  failed(request: Hash, error: ProviderError): void;
  answered(request: Hash): void;
}

const mostFailures = 5;

export function createRepeatedFailures(): RepeatedFailures {
  const known = new Map<Hash, { error: ProviderError; times: number }>();
  return {
    verdict(request) {
      const failure = known.get(request);
      return failure !== undefined && failure.times >= mostFailures ? failure.error : null;
    },
    failed(request, error) {
      const before = known.get(request);
      const isSame = before?.error.kind === error.kind && before.error.status === error.status;
      known.set(request, { error, times: isSame ? before.times + 1 : 1 });
    },
    answered: (request) => void known.delete(request),
  };
}

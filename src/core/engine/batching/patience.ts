// How long trouble with questions about batches is borne: a batch goes on by itself, so only what lasts stops the run.
import type { ProviderError } from "../../providers/provider-error.ts";
import { mustLeave, waitFor, type BatchContext } from "./batch-context.ts";
import { hopelessStop } from "./hopeless.ts";

/** Failures in a row, with the pauses of the polls between them: about two minutes. */
const mostFailures = 8;

/** True when the provider knows nothing of what is asked for, or has no such question. */
export function isGone({ status }: ProviderError): boolean {
  return status === 404 || status === 405 || status === 410;
}

export interface Patience {
  /** Something was answered. */
  reset(): void;
  /** Takes note of a failure and waits as long as the server asks to; false when the run is to be left, which may be because of it. */
  bear(error: ProviderError): Promise<boolean>;
}

export function createPatience(context: BatchContext): Patience {
  let failures = 0;
  return {
    reset() {
      failures = 0;
    },
    async bear(error) {
      failures += 1;
      const { control } = context;
      if (error.kind === "auth" || failures >= mostFailures) {
        control.stop(hopelessStop(error) ?? { state: "incomplete", reason: `the batch cannot be asked for: ${error.message}` });
      }
      if (mustLeave(control)) return false;
      return error.retryAfterMs === null || waitFor(error.retryAfterMs, context);
    },
  };
}

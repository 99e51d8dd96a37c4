// The event of a response that was imported: nobody was asked, nothing was spent, and nobody waited for it.
import { hashValue } from "../../base/hash.ts";
import type { Clock } from "../../base/ports.ts";
import type { ResponseEvent } from "../../domain/run-event.ts";
import { isoTime } from "../calling/call-events.ts";
import { providerFacts } from "../calling/call-facts.ts";
import { importedText } from "../planning/imported-text.ts";
import type { PlannedSample } from "../planning/plan.ts";

/** An empty cell is an error of its sample: a row without a response has not been answered well. */
export function importResponse(sample: PlannedSample, clock: Clock): ResponseEvent {
  const { hash, row, arm, epoch } = sample;
  const column = arm.responseColumn ?? "";
  const text = importedText(sample);
  const missing = {
    code: "response/empty",
    message: `The column "${column}" has no text in row ${row.id}, so there is no response to rate.`,
  };
  return {
    k: "response",
    sample: hash,
    row: row.id,
    variant: arm.name,
    epoch,
    attempt: 0,
    request: hashValue("touchstone/imported/1", { column, row: row.hash }),
    status: text === null ? "error" : "ok",
    output: text === null ? null : { text },
    blob: null,
    provider: providerFacts(null, null),
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false },
    cost: { usd: 0, source: "free", cached: false },
    time: { queuedMs: 0, firstByteMs: 0, totalMs: 0, isImported: true, retryWaitMs: 0 },
    retries: [],
    possiblyBilledAttempts: 0,
    error: text === null ? missing : null,
    t: isoTime(clock),
  };
}

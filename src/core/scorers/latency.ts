// latency: how long the answer took, from the call that gave it to its last word; waits in the queue and between attempts are left out.
import * as z from "zod";
import { defineScorer } from "./define-scorer.ts";
import { refuseImported } from "./refuse-imported.ts";
import { verdict } from "./scorer.ts";

export const latency = defineScorer({
  title: "The answer took at most so long",
  options: {
    max_ms: z.number().positive().describe("Most milliseconds that pass; an answer from the cache counts with the time it took once."),
  },
  checkArms: (_options, arms) => refuseImported("check", "how long they took", arms),
  rate: ({ latency: { totalMs, isCached } }, { max_ms }) =>
    totalMs === null
      ? { kind: "error", code: "scorer/no-latency", message: "The answer came in a batch: nobody waited for it." }
      : verdict(
          totalMs <= max_ms,
          `The answer took ${Math.ceil(totalMs)} ms${isCached ? " when it was first given" : ""}; at most ${max_ms} ms passes.`,
        ),
});

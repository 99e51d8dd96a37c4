// tool-called: the model asked for a tool, at all or so many times.
import * as z from "zod";
import { defineScorer } from "./define-scorer.ts";
import { quote } from "./quote.ts";
import { verdict } from "./scorer.ts";
import { callsOf, checkTool, otherCalls, toolOption } from "./tool-calls.ts";

export const toolCalled = defineScorer({
  title: "The model called this tool",
  options: {
    tool: toolOption,
    times: z.int().min(1).optional().describe("Exactly how often; at least once where it is absent."),
  },
  checkArms: ({ tool }, arms) => checkTool(tool, arms),
  rate: (subject, { tool, times }) => {
    const count = callsOf(tool, subject).length;
    if (count === 0) return verdict(false, `The tool ${quote(tool)} was not called. ${otherCalls(subject)}`);
    const asked = times === undefined || times === count ? "" : `, not ${inTimes(times)}`;
    return verdict(asked === "", `The tool ${quote(tool)} was called ${inTimes(count)}${asked}.`);
  },
});

function inTimes(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

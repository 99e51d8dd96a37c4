// What the checks of tool calls share: which tool, whether anybody could call it, and which calls there were.
import * as z from "zod";
import { columnsIn } from "./columns.ts";
import { quoteList } from "./quote.ts";
import type { ArmFacts, OptionProblem, Subject } from "./scorer.ts";

export const toolOption = z.string().min(1).describe("The tool's name; may hold {{column}}.");

/** A tool that no arm has can be called by none, so every sample would end alike. */
export function checkTool(tool: string, arms: readonly ArmFacts[]): readonly OptionProblem[] {
  if (columnsIn(tool).length > 0 || arms.some((arm) => arm.tools.includes(tool))) return [];
  const known = [...new Set(arms.flatMap((arm) => arm.tools))];
  return [
    {
      key: "tool",
      message: `No model here has a tool ${JSON.stringify(tool)} to call.`,
      hint: known.length === 0 ? "Name the tools in the model config or the template." : `The tools are ${quoteList(known)}.`,
    },
  ];
}

/** The calls of one tool, in order. */
export function callsOf(tool: string, { toolCalls }: Subject): Subject["toolCalls"] {
  return toolCalls.filter((call) => call.name === tool);
}

/** What was called in place of a tool, as a sentence. */
export function otherCalls({ toolCalls }: Subject): string {
  return toolCalls.length === 0 ? "No tool was." : `Called were ${quoteList(toolCalls.map(({ name }) => name))}.`;
}

/** Turns a script file's content into a handler; rules are tried in order and the first that applies decides. */
import * as z from "zod";

import { behaviourSchema, type Handler } from "./behaviour.ts";
import { echo } from "./perform-behaviour.ts";

const scriptSchema = z.strictObject({
  latencyMs: z.number().nonnegative().default(0),
  rules: z
    .array(
      z.strictObject({
        match: z.string().default(""),
        after: z.int().nonnegative().default(0),
        every: z.int().positive().default(1),
        times: z.int().nonnegative().default(Infinity),
        behaviour: behaviourSchema,
      }),
    )
    .default([]),
});

/** A script ready for a server. */
export interface CompiledScript {
  readonly handler: Handler;
  /** Milliseconds that the server waits before each answer. */
  readonly latencyMs: number;
}

/**
 * Compiles a script: `{ latencyMs?, rules?: [{ match?, after?, every?, times?, behaviour }] }`. A rule
 * counts the requests that reach it (no earlier rule took them) and whose raw body its regular
 * expression `match` finds; it skips the first `after` of them, then takes each `every`-th, `times`
 * times at most. A request that no rule takes gets the echo answer.
 * @throws if the script has another shape or a `match` is not a regular expression.
 */
export function compileScript(script: unknown): CompiledScript {
  const { latencyMs, rules } = scriptSchema.parse(script);
  const states = rules.map((rule) => ({ rule, pattern: new RegExp(rule.match, "su"), seen: 0, taken: 0 }));
  const handler: Handler = (request) => {
    for (const state of states) {
      const { rule, pattern } = state;
      if (!pattern.test(request.rawBody)) continue;
      state.seen += 1;
      const position = state.seen - rule.after;
      if (position <= 0 || position % rule.every !== 0 || state.taken >= rule.times) continue;
      state.taken += 1;
      return rule.behaviour;
    }
    return echo(request);
  };
  return { handler, latencyMs };
}

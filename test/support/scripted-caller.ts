// A provider's caller that answers as a test says and remembers what it was asked, and how much at once.
import type { Completion } from "../../src/core/domain/completion.ts";
import type { Caller, CallOptions, EncodedCall } from "../../src/core/providers/provider.ts";
import { completionOf } from "./factories.ts";

export interface ScriptedCall extends CallOptions {
  readonly encoded: EncodedCall;
  /** 0 for the caller's first call. */
  readonly index: number;
}

/** A text stands for a completion with just this text; an error is thrown. */
export type ScriptedAnswer = string | Completion | Error;

export interface ScriptedCaller extends Caller {
  readonly calls: readonly ScriptedCall[];
  /** Most calls in flight at one time. */
  readonly peak: number;
}

/** Calls that share a tally are counted together. */
export interface Tally {
  inFlight: number;
  peak: number;
}

export function createTally(): Tally {
  return { inFlight: 0, peak: 0 };
}

export function createScriptedCaller(
  script: (call: ScriptedCall) => ScriptedAnswer | Promise<ScriptedAnswer>,
  tally = createTally(),
): ScriptedCaller {
  const calls: ScriptedCall[] = [];
  return {
    calls,
    get peak() {
      return tally.peak;
    },
    async call(encoded, options) {
      const call = { encoded, index: calls.length, ...options };
      calls.push(call);
      tally.inFlight += 1;
      tally.peak = Math.max(tally.peak, tally.inFlight);
      try {
        const answer = await script(call);
        if (answer instanceof Error) throw answer;
        return typeof answer === "string" ? completionOf(answer) : answer;
      } finally {
        tally.inFlight -= 1;
      }
    },
  };
}

/** The texts of a request as a simulated model or a compatible server gets it, one message a line. */
export function requestText(encoded: EncodedCall): string {
  return JSON.stringify(encoded.body);
}

/** Answers one after another; the last one is repeated. */
export function inTurn(...answers: readonly ScriptedAnswer[]): (call: ScriptedCall) => ScriptedAnswer {
  return ({ index }) => answers[Math.min(index, answers.length - 1)] ?? new Error("the script is empty");
}

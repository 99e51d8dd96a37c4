// One script in a process of its own: loaded once, asked row by row, killed when it takes too long, prints too much or answers too much.
import type { Readable, Writable } from "node:stream";
import type { Script, ScriptFunction, ScriptOutcome } from "../core/base/ports.ts";
import { endIsolated, startIsolated } from "./script-process.ts";
import type { ScriptQuestion, ScriptReply } from "./script-worker.ts";

export interface ScriptChild {
  readonly script: Script;
  /** What of it is called. */
  readonly exported: ScriptFunction;
  /** False when it has ended; it answers no more. */
  isAlive(): boolean;
  /** What it answers to the text of a JSON object; never rejects. One question at a time. */
  evaluate(input: string): Promise<ScriptOutcome>;
  /** Resolves when the process and all that it started are gone. */
  kill(): Promise<void>;
}

export interface ScriptLimits {
  /** For loading the script. */
  readonly loadMs: number;
  /** For each answer. */
  readonly answerMs: number;
}

/** A process that gets no processor to begin with is waited for so long. */
const longestStartMs = 60_000;
/** What is kept of that which a script prints for one row, in bytes; and how much it may print. */
const keptOutput = 64 * 1024;
const mostOutput = 1_000_000;
/** A line of the child's, in bytes: it bounds its answers itself, but it may be the script that writes. */
const longestLine = 8_000_000;

type Failed = Extract<ScriptOutcome, { readonly kind: "failed" }>;
type Heard = ScriptReply | Failed;

export function startScriptChild(
  program: URL,
  folder: string,
  { script, exported }: Pick<ScriptChild, "script" | "exported">,
  { loadMs, answerMs }: ScriptLimits,
): ScriptChild {
  const child = startIsolated(program, folder);
  const ended = new Promise<void>((resolve) => child.once("close", resolve).once("error", () => resolve()));
  // Where the system has no process left to give, there are no streams either.
  const streams: readonly (Readable | Writable | null | undefined)[] = child.stdio;
  const [, output, errors, questions, answers, leash] = streams as readonly [
    unknown,
    ...Partial<readonly [Readable, Readable, Writable, Readable, Writable]>,
  ];
  let printed = "";
  let printedBytes = 0;
  let isAlive = true;
  let heard: ((reply: Heard) => void) | null = null;

  const settle = (reply: Heard): void => {
    heard?.(reply);
    heard = null;
  };
  const end = (failure: Omit<Failed, "kind">): void => {
    if (isAlive) {
      isAlive = false;
      endIsolated(child);
    }
    settle({ kind: "failed", ...failure });
  };
  const hear = (stream: Readable): void =>
    void stream.on("data", (bytes: Buffer) => {
      printedBytes += bytes.length;
      if (printed.length < keptOutput) printed += bytes.toString("utf8", 0, keptOutput - printed.length);
      if (printedBytes > mostOutput) end({ code: "scorer/script-output", message: `The script printed more than ${mostOutput / 1e6} MB.` });
    });
  for (const stream of [output, errors]) if (stream !== undefined) hear(stream);
  readLines(answers, {
    line: (text) => {
      const reply = parseReply(text);
      if (reply?.kind === "crashed") end({ code: "scorer/script-threw", message: `The script threw ${cut(reply.message)}` });
      else if (reply === null || heard === null)
        end({ code: "scorer/script-answer", message: "The script wrote into the channel of its answers." });
      else settle(reply);
    },
    tooLong: () => end({ code: "scorer/script-answer", message: "The script answered with more than 1 MB." }),
    end: () => {
      isAlive = false;
      endIsolated(child);
    },
  });
  // Writing to a process that has ended says nothing that its end does not say.
  for (const stream of [questions, leash]) stream?.on("error", () => undefined);
  child.once("error", (error) =>
    end({ code: "scorer/script-exited", message: `No process could be started for the script: ${error.message}.` }),
  );
  child.once("close", () => end(exitFailure(printed)));

  const listen = (limitMs: number): Promise<Heard> =>
    new Promise((resolve) => {
      let isHeard = false;
      const giveUp = (): void => {
        if (!isHeard) end({ code: "scorer/script-timeout", message: `The script took more than ${limitMs / 1000} s and was stopped.` });
      };
      // An answer that came while this thread was busy is heard first.
      const timer = setTimeout(() => setImmediate(giveUp), limitMs);
      heard = (reply) => {
        isHeard = true;
        clearTimeout(timer);
        resolve(reply);
      };
      if (!isAlive) end(exitFailure(printed));
    });
  const ask = (question: string, limitMs: number): Promise<Heard> => {
    const answer = listen(limitMs);
    questions?.write(`${question}\n`);
    return answer;
  };
  const load = async (): Promise<ScriptOutcome | null> => {
    const started = await startedReply;
    if (started.kind === "failed") return started;
    const question: ScriptQuestion = { kind: "load", name: script.path, text: script.text, exported };
    const reply = await ask(JSON.stringify(question), loadMs);
    if (reply.kind === "failed") return reply;
    if (reply.kind !== "loaded") return { kind: "failed", code: "scorer/script-unusable", message: "The script could not be loaded." };
    return reply.problem === null
      ? null
      : { kind: "failed", code: "scorer/script-unusable", message: `The script could not be loaded: ${cut(reply.problem)}` };
  };
  const startedReply = listen(longestStartMs);
  const loaded = load();

  return {
    script,
    exported,
    isAlive: () => isAlive,
    async evaluate(input) {
      const unusable = await loaded;
      if (unusable !== null) return unusable;
      printed = "";
      printedBytes = 0;
      const reply = await ask(`{"kind":"row","input":${input}}`, answerMs);
      const outcome = outcomeOf(reply);
      // What Node prints when the memory is used up is no word of the script.
      return outcome.kind === "failed" && outcome.code !== "scorer/script-memory"
        ? { ...outcome, message: `${outcome.message}${printedText(printed)}` }
        : outcome;
    },
    async kill() {
      end({ code: "scorer/script-exited", message: "The script was stopped." });
      await ended;
    },
  };
}

function outcomeOf(reply: Heard): ScriptOutcome {
  switch (reply.kind) {
    case "failed":
      return reply;
    case "answered":
      return { kind: "answered", answer: reply.answer };
    case "threw":
      return { kind: "failed", code: "scorer/script-threw", message: `The script threw ${cut(reply.message)}` };
    case "too-large":
      return { kind: "failed", code: "scorer/script-answer", message: "The script answered with more than 1 MB." };
    case "started":
    case "loaded":
    case "crashed":
      return { kind: "failed", code: "scorer/script-answer", message: "The script wrote into the channel of its answers." };
  }
}

function exitFailure(printed: string): Omit<Failed, "kind"> {
  return printed.includes("heap out of memory")
    ? { code: "scorer/script-memory", message: "The script needed more than 256 MB and was ended." }
    : { code: "scorer/script-exited", message: "The script ended its own process." };
}

/** The beginning of what it printed, without the words of Node about its permissions. */
function printedText(printed: string): string {
  const lines = printed.split("\n").filter((line) => line.trim() !== "" && !/ExperimentalWarning|node --trace-warnings/.test(line));
  return lines.length === 0 ? "" : ` It printed: ${cut(lines.join(" "))}`;
}

function cut(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}

const replyKinds: ReadonlySet<unknown> = new Set([
  "started",
  "loaded",
  "answered",
  "threw",
  "crashed",
  "too-large",
] satisfies ScriptReply["kind"][]);

/** The script shares a process with the program that answers for it, so its lines are foreign data. */
function parseReply(text: string): ScriptReply | null {
  try {
    const value = JSON.parse(text) as { readonly kind?: unknown; readonly message?: unknown; readonly problem?: unknown } | null;
    if (typeof value !== "object" || value === null || !replyKinds.has(value.kind)) return null;
    if ((value.kind === "threw" || value.kind === "crashed") && typeof value.message !== "string") return null;
    if (value.kind === "loaded" && value.problem !== null && typeof value.problem !== "string") return null;
    return value as ScriptReply;
  } catch {
    return null;
  }
}

interface LineEvents {
  line(text: string): void;
  tooLong(): void;
  end(): void;
}

function readLines(stream: Readable | undefined, { line, tooLong, end }: LineEvents): void {
  let pieces: Buffer[] = [];
  let length = 0;
  stream?.on("data", (bytes: Buffer) => {
    let rest = bytes;
    for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10)) {
      line(Buffer.concat([...pieces, rest.subarray(0, at)]).toString("utf8"));
      pieces = [];
      length = 0;
      rest = rest.subarray(at + 1);
    }
    pieces.push(rest);
    length += rest.length;
    if (length <= longestLine) return;
    pieces = [];
    length = 0;
    tooLong();
  });
  stream?.on("end", end).on("error", end);
}

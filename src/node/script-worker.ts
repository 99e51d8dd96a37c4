// The child process that runs one script of a person, one row after the other: questions come in on descriptor 3, answers go out on 4 (rule S16).
// It imports nothing but Node's own modules: the permissions of its process let it read this one file.
import dgram from "node:dgram";
import dns from "node:dns";
import { read, write } from "node:fs";
import { createRequire, isBuiltin, syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { compileFunction } from "node:vm";

/** What is called of a script; written once more here, for this file imports nothing. */
type ScriptFunction = "evaluate" | "evaluateRun";

/** A `row` is all that a script is given at once. */
export type ScriptQuestion =
  | { readonly kind: "load"; readonly name: string; readonly text: string; readonly exported: ScriptFunction }
  | { readonly kind: "row"; readonly input: unknown };

/** One line for each question, and one before all of them. */
export type ScriptReply =
  | { readonly kind: "started" }
  | { readonly kind: "loaded"; readonly problem: string | null }
  | { readonly kind: "answered"; readonly answer: unknown }
  | { readonly kind: "threw"; readonly message: string }
  /** Something that nobody waited for threw; the process is of no use any more. */
  | { readonly kind: "crashed"; readonly message: string }
  | { readonly kind: "too-large"; readonly length: number };

type Evaluate = (input: unknown) => unknown;

const longestAnswer = 1_000_000;
const longestMessage = 2_000;
const { parse, stringify } = JSON;

let evaluate: Evaluate | null = null;

for (const name of Object.keys(process.env)) delete process.env[name];
refuseNetwork();
process.on("uncaughtException", (error) => void reply({ kind: "crashed", message: textOf(error) }));
// A promise that nothing will ever resolve is no end of the process: its parent waits for as long as a row may take.
setInterval(() => undefined, 2 ** 30);
await reply({ kind: "started" });
await answerAll();

/** Ends with the process when nobody asks any more. */
async function answerAll(): Promise<never> {
  const buffer = Buffer.alloc(64 * 1024);
  let rest: Buffer[] = [];
  for (;;) {
    const length = await new Promise<number>((resolve) =>
      read(3, buffer, 0, buffer.length, null, (error, count) => resolve(error === null ? count : 0)),
    );
    if (length === 0) process.exit(0);
    let from = 0;
    for (let end = buffer.indexOf(10); end !== -1 && end < length; end = buffer.indexOf(10, from)) {
      const line = Buffer.concat([...rest, buffer.subarray(from, end)]).toString("utf8");
      rest = [];
      from = end + 1;
      await reply(await answer(parse(line) as ScriptQuestion));
    }
    rest.push(Buffer.from(buffer.subarray(from, length)));
  }
}

async function answer(question: ScriptQuestion): Promise<ScriptReply> {
  if (question.kind === "load") {
    try {
      evaluate = await load(question);
      return { kind: "loaded", problem: null };
    } catch (error) {
      return { kind: "loaded", problem: textOf(error) };
    }
  }
  try {
    const given = await evaluate?.(question.input);
    const text = stringify(given, inWords) as string | undefined;
    if (text !== undefined && text.length > longestAnswer) return { kind: "too-large", length: text.length };
    return { kind: "answered", answer: text === undefined ? "undefined" : (parse(text) as unknown) };
  } catch (error) {
    return { kind: "threw", message: textOf(error) };
  }
}

async function load({ name, text, exported }: Extract<ScriptQuestion, { readonly kind: "load" }>): Promise<Evaluate> {
  const found = (name.endsWith(".cjs") ? loadCommonJs(name, text) : await importText(text)) as Readonly<Record<string, unknown>> | null;
  const called: unknown = found?.[exported];
  if (typeof called !== "function") throw new TypeError(`It exports no function named ${exported}.`);
  return called as Evaluate;
}

function importText(text: string): Promise<unknown> {
  return import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}

function loadCommonJs(name: string, text: string): unknown {
  const module = { exports: {} as unknown };
  const ofNode = createRequire(import.meta.url);
  const requireBuiltin = (id: string): unknown => {
    if (isBuiltin(id)) return ofNode(id) as unknown;
    throw new Error(aloneText(id));
  };
  const run = compileFunction(text, ["module", "exports", "require"], { filename: name }) as (...values: readonly unknown[]) => unknown;
  run(module, module.exports, requireBuiltin);
  return module.exports;
}

function aloneText(id: string): string {
  return `It imports "${id}", and a script is one file: only Node's own modules can be imported.`;
}

/** What JSON would leave out or change is said in words instead. */
function inWords(_: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "bigint" || typeof value === "symbol" || typeof value === "function") return `a ${typeof value}`;
  return value;
}

/** What was thrown, with the line of the script where that is known. */
function textOf(error: unknown): string {
  try {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const alone = /Failed to resolve module specifier "([^"]*)"/.exec(message)?.[1];
    if (alone !== undefined) return aloneText(alone);
    const line = error instanceof Error ? /data:text\/javascript;base64,[^:]*:(\d+):\d+/.exec(error.stack ?? "")?.[1] : undefined;
    return `${message.slice(0, longestMessage)}${line === undefined ? "" : ` (line ${line})`}`;
  } catch {
    return "something that cannot be shown";
  }
}

function reply(message: ScriptReply): Promise<void> {
  const bytes = Buffer.from(`${stringify(message)}\n`);
  return new Promise((resolve) => {
    const send = (from: number): void =>
      write(4, bytes, from, bytes.length - from, null, (error, written) => {
        if (error !== null) process.exit(1);
        if (from + written < bytes.length) send(from + written);
        else resolve();
      });
    send(0);
  });
}

/** A script that wants the network by the usual ways is told that it has none. This is no boundary: Node before 25 cannot take it away. */
function refuseNetwork(): void {
  const refuse = (): never => {
    throw new Error("A script has no network and reaches no other process.");
  };
  Object.assign(net.Socket.prototype, { connect: refuse });
  Object.assign(net.Server.prototype, { listen: refuse });
  Object.assign(dgram.Socket.prototype, { bind: refuse, send: refuse, connect: refuse });
  for (const module of [dns, dns.promises]) {
    const names = Object.entries(module).flatMap(([name, value]) => (typeof value === "function" ? name : []));
    Object.assign(module, Object.fromEntries(names.map((name) => [name, refuse])));
  }
  Object.assign(globalThis, { fetch: refuse, WebSocket: refuse, EventSource: refuse });
  Object.assign(process, { kill: refuse });
  syncBuiltinESMExports();
}

// Runs a program whole and says what it took: the time of the wall from start to end, the processor's, the most memory.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import path from "node:path";

export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Figures {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of user and system time, those of ended children included (on Linux). */
  readonly cpu: number;
  /** Peak resident size of the process in MB. */
  readonly memory: number;
}

/** Of the environment only what finds programs and folders: nobody's keys, proxies or switches of a tool. */
const inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot"];

/** Runs a Node program; `bench/usage.mjs`, preloaded, makes it say at its end what it used. Throws with its last words when it fails. */
export async function measure(command: Command): Promise<Figures & { readonly stdout: string }> {
  const { wall, stdout, stderr } = await run(command, ["--import", path.join(import.meta.dirname, "usage.mjs")]);
  const usage = /touchstone-bench-usage (\{.*\})/.exec(stderr)?.[1];
  if (usage === undefined) throw new Error(`${command.argv.join(" ")} did not say what it used: ${stderr.slice(-2000)}`);
  return { wall, stdout, ...(JSON.parse(usage) as Omit<Figures, "wall">) };
}

/** The same with nothing preloaded, for programs so short that it would show. Answers with seconds. */
export async function measureWall(command: Command): Promise<number> {
  return (await run(command, [])).wall;
}

async function run(
  { argv, cwd, environment }: Command,
  preload: readonly string[],
): Promise<{ wall: number; stdout: string; stderr: string }> {
  const kept = Object.fromEntries(inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...preload, ...argv], {
    cwd,
    env: { ...kept, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, "close") as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  const wall = (performance.now() - startedAt) / 1000;
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}: ${stderr.slice(-2000)}`);
  return { wall, stdout, stderr };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

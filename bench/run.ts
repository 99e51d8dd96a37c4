// `npm run bench`: the same calls by Touchstone, by the bare SDK (the floor) and by node:http (the ideal), in one run, as ratios.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { once } from "node:events";
import { writeProject } from "./project.ts";
import { startServer } from "./server.ts";

interface Case {
  readonly calls: number;
  readonly latencyMs: number;
  readonly concurrency: number;
}

const cases: readonly Case[] = [
  { calls: 2000, latencyMs: 50, concurrency: 20 },
  { calls: 2000, latencyMs: 50, concurrency: 100 },
  { calls: 10_000, latencyMs: 5, concurrency: 100 },
];

const root = path.resolve(import.meta.dirname, "..");

console.log("case                           node:http      SDK floor     touchstone   ÷ floor    CPU/1k calls    memory   ÷ floor");
for (const one of cases) await measure(one);

async function measure({ calls, latencyMs, concurrency }: Case): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-bench-"));
  const server = await startServer(folder, latencyMs);
  try {
    writeProject(folder, calls);
    const client = (name: string): readonly string[] => [path.join(root, "bench", name), server.url, String(calls), String(concurrency)];
    const ideal = await time(client("bare.ts"), folder);
    const floor = await time(client("floor.ts"), folder);
    const own = await time(
      [
        path.join(root, "dist/cli.js"),
        "run",
        "bench.experiment.yaml",
        "--json",
        "--concurrency",
        String(concurrency),
        "--endpoint",
        `openai=${server.url}/v1`,
      ],
      folder,
    );
    const name = `${calls} × ${latencyMs} ms, ${concurrency} at once`;
    const seconds = (figure: Figures): string => `${figure.wall.toFixed(2)} s`.padStart(14);
    const ratio = (own.wall / floor.wall).toFixed(2).padStart(10);
    const memory = `${Math.round(own.memory)} MB`.padStart(10);
    console.log(
      `${name.padEnd(26)}${seconds(ideal)}${seconds(floor)} ${seconds(own)}${ratio}${`${((own.cpu / calls) * 1000).toFixed(2)} s`.padStart(16)}${memory}${(own.memory / floor.memory).toFixed(2).padStart(10)}`,
    );
  } finally {
    server.process.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Figures {
  /** Seconds. */
  readonly wall: number;
  readonly cpu: number;
  /** Peak resident size in MB. */
  readonly memory: number;
}

/** Runs a program of ours whole; `bench/usage.mjs` makes it say at its end what it used. */
async function time(argv: readonly string[], cwd: string): Promise<Figures> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["--import", path.join(root, "bench/usage.mjs"), ...argv], {
    cwd,
    env: { ...process.env, OPENAI_API_KEY: "bench" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const wall = (performance.now() - startedAt) / 1000;
  const usage = /touchstone-bench-usage (\{.*\})/.exec(errors)?.[1];
  if (code !== 0 || usage === undefined) throw new Error(`${argv.join(" ")} ended with ${code}: ${errors}`);
  return { wall, ...(JSON.parse(usage) as Omit<Figures, "wall">) };
}

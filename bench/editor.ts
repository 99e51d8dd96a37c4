// `npm run bench:editor`: what Touchstone costs VS Code: activation, the extension host's longest stall during a run, keystroke to findings.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildHostTests } from "../scripts/build-host-tests.mjs";
import { installVscode, latestVscode } from "../scripts/vscode/install-vscode.ts";
import { launchBrowser } from "../scripts/vscode/launch-browser.ts";
import { runHostSession } from "../test/support/vscode/run-host-session.ts";
import { measureKeystroke } from "./editor/keystroke.ts";
import { writeProject } from "./project.ts";
import { startServer } from "./server.ts";

const root = path.resolve(import.meta.dirname, "..");
const calls = 2000;
const latencyMs = 50;

interface HostFigures {
  readonly activationMs: number;
  readonly idleStallMs: number;
  readonly runStallMs: number;
  readonly runSeconds: number;
}

const keystroke = await measureKeystroke();
const host = await measureHost();
const row = (what: string, figure: string, bar: string): void => console.log(`${what.padEnd(64)}${figure.padStart(12)}  ${bar}`);
row("what", "measured", "bar");
row("activation of the extension", `${host.activationMs.toFixed(1)} ms`, "≤ 50 ms");
row(`longest stall of the host's loop, ${calls} calls of ${latencyMs} ms, 100 in flight`, `${host.runStallMs.toFixed(1)} ms`, "≤ 50 ms");
row("the same while nothing runs", `${host.idleStallMs.toFixed(1)} ms`, "");
row(`that run, whole`, `${host.runSeconds.toFixed(2)} s`, "");
row("keystroke to findings, 1,000-line template, 50,000 rows: median", `${keystroke.medianMs.toFixed(1)} ms`, "≤ 20 ms");

async function measureHost(): Promise<HostFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-bench-"));
  const server = await startServer(folder, latencyMs);
  const project = path.join(folder, "project");
  mkdirSync(project);
  writeProject(project, calls, { endpoint: "vllm", concurrency: 100 });
  const out = path.join(folder, "figures.json");
  const bundle = await buildHostTests({ folder: path.join(root, "bench/editor"), outfile: path.join(root, "dist/host-tests/bench.cjs") });
  const browser = await launchBrowser();
  try {
    const settings = { "touchstone.endpoints": { vllm: `${server.url}/v1` }, "touchstone.maxCostUsd": 100 };
    const environment = { TOUCHSTONE_BENCH_OUT: out, TOUCHSTONE_BENCH_FOLDER: project };
    const session = { name: "window", folders: [], trust: "trusted", settings, environment } as const;
    const result = await runHostSession(session, { browser, installation: await installVscode(latestVscode), extension: root, bundle });
    if (result.failed > 0) throw new Error(result.text);
    return JSON.parse(readFileSync(out, "utf8")) as HostFigures;
  } finally {
    await browser.close();
    server.process.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

// `npm run bench:editor`: what Touchstone costs VS Code: activation, the extension host's longest stall during a run, keystroke to findings.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildHostTests } from "../scripts/build-host-tests.mjs";
import { installVscode, latestVscode } from "../scripts/vscode/install-vscode.ts";
import { launchBrowser } from "../scripts/vscode/launch-browser.ts";
import { type HostSession, runHostSession } from "../test/support/vscode/run-host-session.ts";
import { measureKeystroke } from "./editor/keystroke.ts";
import { writeProject } from "./project.ts";
import { startServer } from "./server.ts";

const root = path.resolve(import.meta.dirname, "..");
const calls = 2000;
const latencyMs = 50;
/** One window says little on a machine that runs the server, the browser and the editor at once. */
const windowCount = 3;

interface ActivationFigures {
  readonly activationMs: number;
}

interface RunFigures {
  readonly idleStallMs: number;
  readonly runStallMs: number;
  readonly runSeconds: number;
}

const keystroke = await measureKeystroke();
const { activationMs, windows } = await measureHost();
/** Of the windows, by the longest stall of their runs: the best, the middle one and the worst. */
const spread = (figure: (window: RunFigures) => number): string => windows.map((window) => figure(window).toFixed(0)).join(", ");
const row = (what: string, figure: string, bar: string): void => console.log(`${what.padEnd(76)}${figure.padStart(16)}  ${bar}`);
row("what", "measured", "bar");
row("activation of the extension", `${activationMs.toFixed(1)} ms`, "≤ 50 ms");
row(
  `longest stall of the host's loop, ${calls} calls of ${latencyMs} ms, 50 in flight`,
  `${spread(({ runStallMs }) => runStallMs)} ms`,
  "≤ 50 ms",
);
row("the same while nothing runs", `${spread(({ idleStallMs }) => idleStallMs)} ms`, "");
row("that run, whole", `${spread(({ runSeconds }) => runSeconds)} s`, "");
row("keystroke to findings, 1,000-line template, 50,000 rows: median", `${keystroke.medianMs.toFixed(1)} ms`, "≤ 20 ms");

async function measureHost(): Promise<ActivationFigures & { readonly windows: readonly RunFigures[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-bench-"));
  const server = await startServer(folder, latencyMs);
  const project = path.join(folder, "project");
  mkdirSync(project);
  writeProject(project, calls, { endpoint: "vllm", concurrency: 50 });
  const out = path.join(folder, "figures.json");
  // Below the root, so that mocha is found.
  const bundle = await buildHostTests({ folder: path.join(root, "bench/editor"), outfile: path.join(root, "dist/host-tests/bench.cjs") });
  const browser = await launchBrowser();
  const installation = await installVscode(latestVscode);
  const settings = { "touchstone.endpoints": { vllm: `${server.url}/v1` }, "touchstone.maxCostUsd": 100 };
  const measure = async (name: string, folders: HostSession["folders"]): Promise<unknown> => {
    const session = { name, folders, trust: "trusted", settings, environment: { TOUCHSTONE_BENCH_OUT: out } } as const;
    const result = await runHostSession(session, { browser, installation, extension: root, bundle });
    if (result.failed > 0) throw new Error(result.text);
    return JSON.parse(readFileSync(out, "utf8"));
  };
  try {
    const activation = (await measure("activation", [])) as ActivationFigures;
    const windows: RunFigures[] = [];
    for (let count = 0; count < windowCount; count++)
      windows.push((await measure("run", [{ name: "bench", copyOf: path.relative(root, project) }])) as RunFigures);
    return { ...activation, windows: windows.sort((a, b) => a.runStallMs - b.runStallMs) };
  } finally {
    await browser.close();
    server.process.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

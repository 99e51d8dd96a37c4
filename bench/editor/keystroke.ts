// From a keystroke in a long template to its findings, asked as the editor asks: the work, without the pause before it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createProjectAnswers } from "../../src/extension/background/project-answers.ts";
import { writeProject } from "../project.ts";

const lines = 1000;
const rows = 50_000;
const keystrokes = 60;
/** Before these the code is cold. */
const warmUp = 20;

export async function measureKeystroke(): Promise<{ readonly medianMs: number }> {
  const root = mkdtempSync(path.join(tmpdir(), "touchstone-bench-"));
  try {
    mkdirSync(root, { recursive: true });
    writeProject(root, rows);
    const template = Array.from({ length: lines }, (_, line) => `Line ${line} asks: {{question}}`).join("\n");
    writeFileSync(path.join(root, "bench.prompt"), template);
    const answers = createProjectAnswers();
    await answers["project/check"]({ project: { root, unsaved: {} }, paths: null });
    const times: number[] = [];
    for (let stroke = 0; stroke < keystrokes; stroke++) {
      const unsaved = { "bench.prompt": template.replace("Line 500", `Line 500 ${"x".repeat(stroke)} {{questio}}`) };
      const start = performance.now();
      const found = await answers["project/check"]({ project: { root, unsaved }, paths: ["bench.prompt"] });
      if (stroke >= warmUp) times.push(performance.now() - start);
      if (found.length !== 1) throw new Error(`One finding was expected, not ${found.length}.`);
    }
    times.sort((a, b) => a - b);
    return { medianMs: times[Math.floor(times.length / 2)] ?? 0 };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/**
 * `npm run screenshots`: takes the pictures of the documents in a real VS Code, on a copy of the example; or those that are named.
 * `npm run screenshots -- panel` draws every tab and state of the panel in every theme into .vscode-test/panel, to be looked at.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { makeWorkspace } from "../scripts/vscode/make-workspace.ts";
import { openWorkbench, type Workbench } from "./support/vscode/workbench.ts";
import { writeScreenshots } from "./support/webview/screenshots.ts";

const root = path.resolve(import.meta.dirname, "..");
const images = path.join(root, "docs/images");

interface Scene {
  readonly name: string;
  readonly theme: string;
  readonly size: { readonly width: number; readonly height: number };
  /** Brings the window to what is shown. */
  act(workbench: Workbench): Promise<void>;
}

const wide = { width: 1480, height: 900 };

const scenes: readonly Scene[] = [
  { name: "overview-dark", theme: "Default Dark Modern", size: wide, act: runExample },
  {
    name: "findings-dark",
    theme: "Default Dark Modern",
    size: { width: 1480, height: 720 },
    async act(workbench) {
      await runExample(workbench);
      await workbench.select("s}} days");
      await workbench.type("}} days");
      await workbench.waitForSquiggles("error", 1);
      await workbench.hover("{{window_day");
      await workbench.page.locator(".monaco-hover:visible").getByText("Quick Fix").waitFor();
    },
  },
  {
    name: "rows-light",
    theme: "Default Light Modern",
    size: wide,
    async act(workbench) {
      await runExample(workbench);
      await workbench.resultsFrame().getByRole("tab", { name: "Rows" }).click();
      await workbench.resultsFrame().getByText("Regressed").first().waitFor();
    },
  },
  {
    name: "sample-dark",
    theme: "Default Dark Modern",
    size: wide,
    async act(workbench) {
      await runExample(workbench);
      await openSample(workbench);
    },
  },
];

process.exitCode = await main(process.argv.slice(2));

async function main(wanted: readonly string[]): Promise<number> {
  if (wanted[0] === "panel") {
    const files = await writeScreenshots(path.join(root, ".vscode-test/panel"), wanted[1]);
    console.log(`${files.length} pictures in .vscode-test/panel`);
    return 0;
  }
  mkdirSync(images, { recursive: true });
  const unknown = wanted.find((name) => !scenes.some((scene) => scene.name === name));
  if (unknown !== undefined) {
    console.error(`There is no picture "${unknown}". Pictures: ${scenes.map(({ name }) => name).join(", ")}.`);
    return 1;
  }
  for (const scene of scenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    await take(scene);
    console.log(`docs/images/${scene.name}.png`);
  }
  return 0;
}

async function take({ name, theme, size, act }: Scene): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-picture-"));
  try {
    const workspace = makeWorkspace(folder, [{ name: "support-replies", copyOf: "examples/support-replies", isCommitted: true }]);
    const openFile = path.join(folder, "support-replies/templates/reply-short.prompt");
    const settings = { "workbench.colorTheme": theme, "editor.minimap.enabled": false, "editor.wordWrap": "on" };
    await using workbench = await openWorkbench({ workspace, openFile, extensionFolder: root, settings, size });
    await workbench.openContainer("Touchstone");
    await workbench.waitForTree("Workspace", (rows) => rows.some((row) => row.includes("Shorter tone")));
    await act(workbench);
    await workbench.page.screenshot({ path: path.join(images, `${name}.png`) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the only experiment there is, to its verdict. */
async function runExample(workbench: Workbench): Promise<void> {
  await workbench.runCommand("Touchstone: Run Experiment");
  await workbench.resultsFrame().getByText("short is better than baseline").first().waitFor({ timeout: 60_000 });
  await workbench.waitForTree("Workspace", (rows) => rows.some((row) => row.includes("better")));
}

async function openSample(workbench: Workbench): Promise<void> {
  const frame = workbench.resultsFrame();
  await frame.getByRole("tab", { name: "Rows" }).click();
  await frame.getByRole("row").nth(4).dblclick();
  await frame.getByText("Ratings").first().waitFor();
}

/** Opens a real VS Code in a browser for tests that use it as a person does; each has a server, a browser and settings of its own. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";

import { installVscode, latestVscode, type VscodeVersion } from "../../../scripts/vscode/install-vscode.ts";
import { launchBrowser } from "../../../scripts/vscode/launch-browser.ts";
import { type ServerOptions, startServer } from "../../../scripts/vscode/start-server.ts";
import { workbenchAddress } from "../../../scripts/vscode/workbench-address.ts";
import { type Editor, editor } from "./editor.ts";
import { type Messages, messages } from "./messages.ts";
import { type QuickInput, quickInput } from "./quick-input.ts";
import { type Results, results } from "./results.ts";
import { type Views, views } from "./views.ts";
import { expecting, patienceMs } from "./waiting.ts";

/** What to open. */
export interface WorkbenchOptions extends Pick<ServerOptions, "settings" | "environment" | "packages" | "extensionFolder"> {
  /** The latest if absent. */
  readonly version?: VscodeVersion;
  /** A folder or a `.code-workspace` file, absolute, as make-workspace.ts makes them; null for a window without a folder. */
  readonly workspace: string | null;
  /** Absolute. */
  readonly openFile?: string;
  readonly size?: { readonly width: number; readonly height: number };
}

/** A window with all that a person can do in it; disposing of it stops everything. */
export interface Workbench extends AsyncDisposable, QuickInput, Messages, Views, Editor, Results {
  readonly page: Page;
  /** Runs "Reload Window"; the window keeps its editors and what was typed into them. */
  reload(): Promise<void>;
  /** Closes the window as a person closes a tab of the browser: what was opened in the last five seconds may be forgotten. */
  closeWindow(): Promise<void>;
  reopenWindow(): Promise<void>;
  /** Writes a picture of the window, or of a part of it, to `.vscode-test/screenshots/<name>.png`; returns the path. */
  screenshot(name: string, part?: Locator): Promise<string>;
}

/** In tests nobody is asked about trust, unless the settings say otherwise. */
const testSettings = { "security.workspace.trust.enabled": false };
const screenshots = path.resolve(import.meta.dirname, "../../../.vscode-test/screenshots");

/** Starts everything and waits until the window can be used. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const installation = await installVscode(options.version ?? latestVscode);
  const server = await startServer(installation, { ...options, settings: { ...testSettings, ...options.settings } });
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const stop = async () => {
    await browser.close();
    await server.stop();
  };
  const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 }, reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const open = () => openPage(page, workbenchAddress(server, options));
  const openFirst = async () => {
    await open();
    if (options.workspace?.endsWith(".code-workspace") === true) await untilFoldersAreThere(page);
  };
  await openFirst().catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  const palette = quickInput(page);
  return {
    page,
    ...palette,
    ...messages(page),
    ...views(page),
    ...editor(page, palette.goToFile),
    ...results(page),
    async reload() {
      const loaded = page.waitForEvent("load", { timeout: 2 * patienceMs });
      await Promise.all([loaded, palette.runCommand("Developer: Reload Window")]);
      await untilUsable(page);
    },
    reopenWindow: open,
    async closeWindow() {
      // Leaving the page lets the window say goodbye to the server, which then ends its extension host; a killed page would not.
      await page.goto("about:blank");
    },
    async screenshot(name, part) {
      mkdirSync(screenshots, { recursive: true });
      const file = path.join(screenshots, `${name}.png`);
      await (part ?? page).screenshot({ path: file });
      return file;
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function openPage(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await untilUsable(page);
}

/** Now and then VS Code opens a workspace file before the server can read it, and takes it for one without folders until it is loaded again. */
async function untilFoldersAreThere(page: Page): Promise<void> {
  const folder = page.locator(".explorer-folders-view .monaco-list-row").first();
  try {
    await folder.waitFor({ timeout: patienceMs / 2 });
  } catch {
    await page.reload();
    await untilUsable(page);
    await expecting(page, "the folders of the workspace", () => folder.waitFor({ timeout: patienceMs }));
  }
}

async function untilUsable(page: Page): Promise<void> {
  await expecting(page, "the workbench", () => page.locator(".monaco-workbench .activitybar").waitFor({ timeout: patienceMs }));
}

/** The user's own settings, changed as a person changes them: in their file. */
import { eventually } from "./waiting.ts";
import type { Workbench } from "./workbench.ts";

/** Replaces all of them. The editor of the file is closed again. */
export async function writeUserSettings(bench: Workbench, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const { page, runCommand, save } = bench;
  await runCommand("Preferences: Open User Settings (JSON)");
  const text = page.locator('.editor-group-container.active .monaco-editor[data-uri$="/settings.json"] .view-lines');
  await text.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(JSON.stringify(settings));
  await save();
  await runCommand("View: Close Editor");
  await eventually(page, "the settings to be closed", { read: () => text.count(), isGood: (open) => open === 0 });
}
